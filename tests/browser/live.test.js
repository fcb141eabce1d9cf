// `allotment serve` in a real browser: changes appear on the screen, and what the reader did stays.

import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser } from './lib/browser.js';
import { isUntouched, openPreview } from './lib/preview.js';

const LONG = Array.from({ length: 60 }, (_, at) => `Paragraph ${at} of many.`).join('\n\n');
const browser = await launchBrowser();
const garden = await openPreview({
  'site.toml': 'title = "The Allotment"\n\n[theme]\nname = "moss"\n',
  'themes/moss/style.css': '',
  'themes/moss/script.js': '// nothing\n',
  'content/index.md': '# Home\n\n[[Compost]]\n',
  'content/compost.md': `---\ntitle: Compost\n---\n\n> [!note]- Folded\n> inside\n\n> [!note]- Also folded\n> inside too\n\n${LONG}\n\nThe last words.\n`,
  'content/contents.md': '## One\n\nWords.\n\n## Two\n\nMore.\n',
  'content/code.md': '# Code\n\n```rust\nfn one() {}\n```\n\nWords.\n',
});
after(async () => {
  await browser.close();
  await garden.close();
});

const says = (page, words) => page.waitForFunction((words) => document.body.innerText.includes(words), words);
const until = (page, question) => page.waitForFunction(question);
const NOTE = 'content/compost.md';
const PAGE = 'compost.html';

describe('a page that follows', PATIENCE, () => {
  let context;
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1000, height: 600 }, reducedMotion: 'reduce' });
  });
  after(() => context?.close());

  it('changes in place: scroll, folds, focus and what is open stay', async () => {
    const page = await garden.visit(context, PAGE);
    await page.evaluate(() => {
      document.querySelector('details').open = true;
      document.querySelector('a.name').focus();
      const dialog = document.createElement('dialog');
      dialog.append(document.createElement('input'));
      document.body.append(dialog);
      dialog.show();
      dialog.firstChild.value = 'searched';
      dialog.firstChild.focus({ preventScroll: true });
      scrollTo(0, 700);
    });
    const look = () =>
      page.evaluate(() => ({
        scroll: scrollY,
        folds: [...document.querySelectorAll('main details')].map((fold) => fold.open),
        focus: document.activeElement.value,
        dialog: document.querySelector('dialog').open,
      }));
    const before = await look();
    garden.edit(NOTE, 'The last words.', 'Other words, and **bold** ones.');
    await says(page, 'Other words, and bold ones.');
    assert.deepEqual(await look(), before);
    assert.deepEqual(before, { scroll: 700, folds: [true, false], focus: 'searched', dialog: true });
    garden.edit(NOTE, 'title: Compost', 'title: Hot compost');
    await until(page, () => document.title.startsWith('Hot compost'));
    await until(page, () => document.querySelector('h1').textContent === 'Hot compost');
    garden.edit(NOTE, 'title: Hot compost', 'title: Compost');
    garden.edit(NOTE, 'Other words, and **bold** ones.', 'The last words.');
    await says(page, 'The last words.');
    assert.deepEqual(await look(), before);
    assert.ok(await isUntouched(page));
    assert.deepEqual(page.trouble, []);
  });

  it('changes in place where contents stand beside the note', async () => {
    const page = await garden.visit(context, 'contents.html');
    assert.equal(await page.locator('.toc a').count(), 2);
    garden.edit('content/contents.md', 'Words.', 'Other words.');
    await says(page, 'Other words.');
    assert.ok(await isUntouched(page));
  });

  it('keeps what is being read in view when something comes above it', async () => {
    const page = await garden.visit(context, PAGE);
    const place = () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll('main p')];
        return Math.round(all.find((part) => part.textContent === 'Paragraph 40 of many.').getBoundingClientRect().top);
      });
    await page.evaluate(() => scrollTo(0, 1500));
    const before = await place();
    garden.edit(NOTE, 'Paragraph 0 of', 'New paragraph.\n\nAnother.\n\n> [!tip] A tip\n> of three lines\n\nParagraph 0 of');
    await says(page, 'New paragraph.');
    assert.equal(await place(), before);
    garden.edit(NOTE, 'New paragraph.\n\nAnother.\n\n> [!tip] A tip\n> of three lines\n\n', '');
    await until(page, () => !document.body.innerText.includes('New paragraph.'));
    assert.equal(await place(), before);
    assert.ok(await isUntouched(page));
  });

  it('gets new style without being loaded anew', async () => {
    const page = await garden.visit(context, PAGE);
    const sheets = () => page.evaluate(() => document.querySelectorAll('link[rel~="stylesheet"]').length);
    const before = await sheets();
    garden.write('themes/moss/style.css', 'h1 { color: rgb(1, 2, 3) }');
    await until(page, () => getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)');
    garden.write('themes/moss/style.css', 'h1 { color: rgb(3, 2, 1) }');
    await until(page, () => getComputedStyle(document.querySelector('h1')).color === 'rgb(3, 2, 1)');
    await page.waitForFunction((count) => document.querySelectorAll('link[rel~="stylesheet"]').length === count, before);
    assert.ok(await isUntouched(page));
    assert.deepEqual(page.trouble, []);
  });

  it('shows a picture that changed under its name', async () => {
    const draw = (width) => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="10"/>`;
    garden.write('content/bed.svg', draw(10));
    garden.write('content/picture.md', '# Picture\n\n![[bed.svg]]\n');
    const page = await garden.visit(context, 'picture.html');
    await until(page, () => document.querySelector('main img').naturalWidth === 10);
    // The first page may have been reloaded when the picture arrived, so it is marked anew.
    await page.evaluate(() => (window.mark = 'here'));
    garden.write('content/bed.svg', draw(20));
    await until(page, () => document.querySelector('main img').naturalWidth === 20);
    assert.ok(await isUntouched(page));
  });

  it('is loaded anew when a script changed, or something new needs one', async () => {
    const page = await garden.visit(context, 'code.html');
    garden.write('themes/moss/script.js', 'window.newScript = true;\n');
    await until(page, () => window.newScript === true);
    assert.equal(await isUntouched(page), false);

    await page.evaluate(() => (window.mark = 'here'));
    garden.edit('content/code.md', 'fn one', 'fn two');
    await says(page, 'fn two');
    assert.ok(await isUntouched(page));
    garden.edit('content/code.md', 'Words.', 'Words.\n\n```rust\nfn three() {}\n```\n');
    await until(page, () => document.querySelectorAll('.code').length === 2);
    await until(page, () => document.querySelectorAll('.code .copy').length === 2);
  });

  it('follows a note that is made, and one that is taken away', async () => {
    const page = await garden.visit(context, 'new/note.html');
    garden.write('content/new/note.md', '# Brand new\n');
    await says(page, 'Brand new');
    await until(page, () => document.querySelector('base') === null);
    garden.remove('content/new/note.md');
    await until(page, () => !document.body.innerText.includes('Brand new'));
  });

  it('is one of eight that are open, and all follow', async () => {
    const pages = [];
    for (let at = 0; at < 8; at += 1) pages.push(await garden.visit(context, at % 2 ? PAGE : 'index.html'));
    for (const round of [1, 2, 3]) {
      garden.edit(NOTE, 'The last words.', `Round ${round}. The last words.`);
      garden.edit('content/index.md', '# Home', `# Home\n\nRound ${round}.`);
      await Promise.all(pages.map((page) => says(page, `Round ${round}.`)));
      // The first page has the event stream; another one has to take over.
      await pages.shift().close();
    }
    for (const page of pages) assert.ok(await isUntouched(page));
    garden.edit(NOTE, 'Round 1. Round 2. Round 3. ', '');
    // The next page is opened when this change has arrived.
    await until(pages[0], () => !document.body.innerText.includes('Round 3.'));
  });

  it('lets go of its connection while it is hidden, and is in step when it is shown', async () => {
    const page = await garden.visit(context, PAGE);
    const turn = (state) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    // By then, its first connection is made.
    await page.waitForTimeout(300);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await turn('hidden');
    garden.edit(NOTE, 'The last words.', 'While hidden. The last words.');
    const other = await garden.visit(context, PAGE);
    await says(other, 'While hidden.');
    await page.waitForTimeout(300);
    assert.deepEqual(asked, []);
    await turn('visible');
    await says(page, 'While hidden.');
    garden.edit(NOTE, 'While hidden. ', '');
    await until(page, () => !document.body.innerText.includes('While hidden.'));
    assert.ok(await isUntouched(page));
  });

  it('asks again when an answer was lost, and stays', async () => {
    const leader = await garden.visit(context, PAGE);
    let lost = 0;
    await context.route('**/.allotment/state?*', (route) => (lost++ === 0 ? route.abort() : route.continue()));
    const page = await garden.visit(context, PAGE);
    garden.edit(NOTE, 'The last words.', 'Not lost. The last words.');
    await Promise.all([leader, page].map((page) => says(page, 'Not lost.')));
    assert.ok(await isUntouched(page));
    garden.edit(NOTE, 'Not lost. ', '');
    await until(page, () => !document.body.innerText.includes('Not lost.'));
  });

  it('says when the preview has ended, and follows the next one', async () => {
    const page = await garden.visit(context, PAGE);
    await garden.restart(async () => {
      await page.getByRole('heading', { name: 'The preview has ended' }).waitFor();
      garden.edit(NOTE, 'The last words.', 'Meanwhile. The last words.');
    });
    await says(page, 'Meanwhile.');
    await page.getByRole('heading', { name: 'The preview has ended' }).waitFor({ state: 'hidden' });
    garden.edit(NOTE, 'Meanwhile. ', '');
    await until(page, () => !document.body.innerText.includes('Meanwhile.'));
  });
});

describe('what is wrong', PATIENCE, () => {
  let context;
  beforeEach(async () => {
    await context?.close();
    context = await browser.newContext({ viewport: { width: 1000, height: 600 }, reducedMotion: 'reduce' });
  });
  after(() => context?.close());

  const overlay = (page) => page.getByRole('dialog');
  const panel = (page) => page.getByRole('region', { name: 'Findings about this page' });

  for (const [what, file, from, to, place] of [
    ['site.toml', 'site.toml', 'title =', 'titel =', 'site.toml:1:1'],
    ['a template', 'themes/moss/note.html', '', '{% extends "default/note.html" %}{% block note_end %}{{ page.titel }}{% endblock %}', 'note.html:1:'],
    ['the syntax of a template', 'themes/moss/note.html', '', '{% if %}', 'note.html:1:'],
  ]) {
    it(`is shown over the last good page when it is ${what}, until it is mended`, async () => {
      const page = await garden.visit(context, PAGE);
      if (from) garden.edit(file, from, to);
      else garden.write(file, to);
      await overlay(page).waitFor();
      assert.ok((await overlay(page).innerText()).includes(place), await overlay(page).innerText());
      assert.ok((await page.evaluate(() => document.body.innerText)).includes('The last words.'));
      assert.equal(await overlay(page).getByRole('button', { name: 'Look at the page' }).evaluate((it) => it.getRootNode().activeElement === it), true);

      await page.keyboard.press('Escape');
      await overlay(page).waitFor({ state: 'hidden' });
      await panel(page).waitFor();

      if (from) garden.edit(file, to, from);
      else garden.remove(file);
      await panel(page).waitFor({ state: 'hidden' });
      garden.edit(NOTE, 'The last words.', 'All is well. The last words.');
      await says(page, 'All is well.');
      garden.edit(NOTE, 'All is well. ', '');
      // The next page is opened when this change has arrived.
      await until(page, () => !document.body.innerText.includes('All is well.'));
      assert.ok(await isUntouched(page));
      assert.deepEqual(page.trouble, []);
    });
  }

  it('with a note is listed in a corner, with its line, until it is mended or put away', async () => {
    const page = await garden.visit(context, PAGE);
    garden.edit(NOTE, 'The last words.', 'See [[Nothing <b>at</b> all]]. The last words.');
    await panel(page).waitFor();
    const text = await panel(page).innerText();
    assert.ok(text.includes('1 finding about this page') && text.includes('broken-link'), text);
    const lines = `---\ntitle: Compost\n---\n\n> [!note]- Folded\n> inside\n\n> [!note]- Also folded\n> inside too\n\n${LONG}\n\n`;
    assert.ok(text.includes(`compost.md:${lines.split('\n').length}:5`), text);
    assert.ok(text.includes('<b>at</b>'), text);
    assert.equal(await panel(page).locator('ol b b').count(), 0);

    await panel(page).getByRole('button', { name: 'Close' }).click();
    await panel(page).waitFor({ state: 'hidden' });
    garden.edit(NOTE, 'The last words.', 'See [[Nor this]]. The last words.');
    await panel(page).getByText('2 findings').waitFor();
    garden.edit(NOTE, 'See [[Nothing <b>at</b> all]]. See [[Nor this]]. ', '');
    await panel(page).waitFor({ state: 'hidden' });
    assert.ok(await isUntouched(page));
    assert.deepEqual(page.trouble, []);
  });
});
