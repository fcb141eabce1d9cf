// How results look in the palette and on search.html, and what happens while files of the search still load.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const LONG = 'A title of so many words that it would take more lines than anybody reads '.repeat(6).trim();
const DEEP = 'knowledge/tools-and-technology/web-and-internet-technologies/decentralized-web';
const WORDY = 'a-tag-of-so-many-words-that-it-leaves-little-room-for-words-'.repeat(2) + 'x';
const list = (count, path, text) => Object.fromEntries(Array.from({ length: count }, (_, at) => [path(at), text(at)]));
const site = plantSite('results', {
  'index.md': '# Garden\n\nA place.\n',
  [`${DEEP}/Marrow.md`]:
    `---\ntags: [decentralization, vegetables, peer-to-peer, ${WORDY}]\ncreated: 2024-04-05\n---\nA marrow.\n\n## Where the seeds are kept until spring comes\n\nThe seeds of quinoa are in a jar.\n`,
  'Plain.md': '---\ncreated: 2023-04-05\n---\nThe medlar is a fruit.\n',
  'Empty heads.md': `# One\n\n## Two\n\n### Three\n\nThe loquat is a fruit.\n\n## Four\n\n### Five\n\n${'Its leaves are long and have a shine. '.repeat(60)}\n`,
  'Long.md': `---\ntitle: "${LONG}"\n---\nThe salsify is a root.\n\n${'More of it, a line. \n\n'.repeat(60)}`,
  ...list(90, (at) => `rows/Row ${at}.md`, (at) => `---\ncreated: 2022-01-01\ntags: [row]\n---\nRow ${at} has ${'some words of its own, and '.repeat(20)} a sorrel.\n`),
  ...list(23, (at) => `"roots" and “more”/Root ${at}.md`, (at) => `---\ncreated: 2021-01-01\ntags: [c#, 'say "hi"']\n---\nRoot ${at} is a celeriac.\n`),
  ...list(2, (at) => `Swap ${['one', 'two'][at]}.md`, () => 'Swap one for two, two for one.\n'),
});
const empty = await serve(plantSite('no notes', { 'site.toml': 'title = "Empty"\ncontent = "."\n' }), '/');
const arabic = await serve(plantSite('arabic', { 'site.toml': 'language = "ar"\ncontent = "."\n', 'Tagged.md': '---\ntags: [soil, tools]\n---\nA medlar.\n' }), '/');
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
  await empty.close();
  await arabic.close();
});
const DESK = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const go = (use, settings = DESK, file = 'long.html') => visit(browser, server.address, file, settings, use);
const field = (page) => page.locator('[role=combobox]');
const status = (page) => page.locator('dialog [role=status]');
const open = async (page) => {
  await page.keyboard.press('Control+k');
  await page.locator('[role=option]').first().waitFor();
};
const ask = async (page, query) => {
  await field(page).fill(query);
  await status(page).filter({ hasText: /^(\d+ notes?|Nothing found)/ }).waitFor();
};
// Runs in the page: whether all of an element is seen, and its text if not.
const cuts = (element) => (element.scrollWidth > element.clientWidth + 1 ? element.textContent : '');

describe('the place of a result', PATIENCE, () => {
  for (const [device, settings] of Object.entries({ desk: DESK, phone: PHONE })) {
    it(`begins with the heading, and keeps the end of a path and whole tags on a ${device}`, () =>
      go(async (page) => {
        for (const where of ['.palette [role=option]', '.found > li']) {
          if (where.startsWith('.palette')) {
            await open(page);
            await ask(page, 'quinoa');
          } else await page.goto(`${server.address}search.html?q=quinoa`);
          const hit = page.locator(where).first();
          await hit.locator('.found-heading').waitFor();
          const [heading, folder, tags] = await Promise.all(
            ['heading', 'folder', 'tags'].map((part) => hit.locator(`.found-${part}`).evaluate((part) => ({ ...part.getBoundingClientRect().toJSON(), wide: part.scrollWidth - part.clientWidth, text: part.textContent }))),
          );
          assert.equal(heading.text, 'Where the seeds are kept until spring comes');
          assert.ok(heading.top < folder.top && folder.top <= tags.top, where);
          const box = await hit.boundingBox();
          assert.ok(tags.right <= box.x + box.width && folder.right <= box.x + box.width, 'nothing is pushed out');
          assert.match(folder.text, /^…\/[^/]+\/[^/]+$/, 'of a long path the last two folders, with a sign');
          if (device === 'desk') assert.ok(folder.wide <= 0, 'they are whole');
          assert.ok(Math.abs(folder.left - heading.left) < 1, 'and begin where everything begins');
          const isWhole = await hit.locator('.found-tags').evaluate((part) => {
            const { top, bottom, right } = part.getBoundingClientRect();
            const boxes = [...part.children].map((tag) => tag.getBoundingClientRect()).filter((tag) => tag.top < bottom - 2);
            return boxes.every((tag) => tag.top >= top - 2 && tag.right <= right + 1);
          });
          assert.ok(isWhole, 'no tag is cut');
        }
      }, settings));
  }

  it('takes no room where there is none', () =>
    go(async (page) => {
      await open(page);
      await ask(page, 'medlar');
      assert.equal(await page.locator('[role=option] .found-place').evaluate((place) => place.getBoundingClientRect().height), 0);
      assert.equal(await page.locator('[role=option] .found-heading').isVisible(), false, 'no lonely sign of a heading');
    }));

  it('has its tags at the right where a garden is read from there', () =>
    visit(browser, arabic.address, 'tagged.html', DESK, async (page) => {
      await page.goto(`${arabic.address}search.html?q=medlar`);
      await page.locator('.found .found-tags').waitFor();
      const right = (selector) => page.locator(selector).first().evaluate((part) => part.getBoundingClientRect().right);
      const [tag, next] = [await right('.found-tags > :nth-child(1)'), await right('.found-tags > :nth-child(2)')];
      assert.ok(Math.abs(tag - (await right('.found-place'))) < 2 && next < tag, `${[tag, next]}`);
    }));

  it('is below a title of three lines at most', () =>
    go(async (page) => {
      await open(page);
      await ask(page, 'salsify');
      const lines = (selector) => page.locator(selector).evaluate((title) => Math.round(title.getBoundingClientRect().height / parseFloat(getComputedStyle(title).lineHeight)));
      assert.equal(await lines('[role=option] .found-title'), 3);
      await page.goto(`${server.address}search.html?q=salsify`);
      await page.locator('.found .found-title').waitFor();
      assert.equal(await lines('.found .found-title'), 3);
    }, PHONE));
});

describe('the palette', PATIENCE, () => {
  it('stays when text is selected beyond its edge, and goes when its outside is pressed', () =>
    go(async (page) => {
      await open(page);
      await field(page).fill('some words');
      const box = await field(page).boundingBox();
      await page.mouse.move(box.x + 80, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(20, box.y + 20, { steps: 4 });
      await page.mouse.up();
      assert.equal(await page.locator('dialog[open]').count(), 1);
      await page.mouse.click(20, 500);
      assert.equal(await page.locator('dialog[open]').count(), 0);
      await open(page);
      await page.getByRole('button', { name: 'Close' }).click();
      assert.equal(await page.locator('dialog[open]').count(), 0);
    }));

  it('keeps the page where it is, and does not move it sideways', () =>
    go(async (page) => {
      const seen = () => page.evaluate(() => [scrollY, document.querySelector('h1').getBoundingClientRect().left]);
      const before = await seen();
      await open(page);
      const box = await field(page).boundingBox();
      for (const [x, y] of [[box.x + 40, box.y + 20], [20, 700]]) {
        await page.mouse.move(x, y);
        await page.mouse.wheel(0, 600);
        await page.waitForTimeout(150);
      }
      assert.deepEqual(await seen(), before);
      await page.keyboard.press('Escape');
      assert.deepEqual(await seen(), before);
      await page.mouse.wheel(0, 600);
      await page.waitForFunction(() => scrollY > 300);
    }));

  it('leaves Home and End to the field, and Tab passes the list', () =>
    go(async (page) => {
      await open(page);
      await ask(page, 'sorrel');
      await page.keyboard.press('Home');
      await page.keyboard.type('a ');
      assert.equal(await field(page).inputValue(), 'a sorrel');
      await page.keyboard.press('End');
      await page.keyboard.type('s');
      assert.equal(await field(page).inputValue(), 'a sorrels');
      const passed = [];
      for (let at = 0; at < 4; at++) {
        await page.keyboard.press('Tab');
        passed.push(await page.evaluate(() => document.activeElement.role ?? ''));
      }
      assert.ok(!passed.includes('listbox') && !passed.includes('option'), passed.join());
    }));

  it('shows a note without the gaps of empty sections, and scrolls it', () =>
    go(async (page) => {
      await open(page);
      await ask(page, 'loquat');
      const glance = page.locator('.glance');
      const text = await glance.locator('.found-text').innerText();
      assert.match(text, /^\s?The loquat/);
      assert.doesNotMatch(text, /\n\n\n/);
      const box = await glance.boundingBox();
      await page.mouse.move(box.x + 50, box.y + 50);
      await page.mouse.wheel(0, 100);
      await page.waitForFunction(() => document.querySelector('.glance').scrollTop > 50);
    }, { viewport: { width: 1280, height: 420 } }));

  it('is small where nothing is found, and shows what can be asked', () =>
    go(async (page) => {
      await open(page);
      const before = await page.locator('dialog').boundingBox();
      await ask(page, 'nosuchthing');
      const box = await page.locator('dialog').boundingBox();
      assert.ok(box.height < 250 && before.height > 400, `${box.height} after ${before.height} px`);
      assert.equal(await page.locator('.glance').isVisible(), false);
      const hint = await page.locator('.ways').evaluate((ways) => getComputedStyle(ways, '::before').content);
      for (const part of ['"a b"', '-c', 'tag:', 'in:', 'before:', 'after:']) assert.ok(hint.replaceAll('\\', '').includes(part), hint);
    }));

  it('does not call nothing recent notes', () =>
    visit(browser, empty.address, 'index.html', DESK, async (page) => {
      await page.keyboard.press('/');
      await status(page).filter({ hasText: 'Nothing found' }).waitFor();
    }));
});

describe('a slow search', PATIENCE, () => {
  // Requests for these files are answered when `release` is called.
  const hold = async (page, files) => {
    let release;
    const released = new Promise((done) => (release = done));
    await page.route(files, async (route) => {
      await released;
      await route.continue();
    });
    return release;
  };

  it('takes what is typed before its script is there', () =>
    go(async (page, trouble) => {
      const release = await hold(page, '**/search/root.js');
      await page.keyboard.press('/');
      await page.locator('[data-search][aria-busy=true]').waitFor();
      await page.keyboard.type('medlah/');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Backspace');
      await page.keyboard.type('r');
      await page.keyboard.press('Control+k');
      release();
      await page.getByText('1 note', { exact: true }).waitFor();
      assert.equal(await field(page).inputValue(), 'medlar');
      assert.equal(await page.locator('[data-search][aria-busy]').count(), 0);
      await page.keyboard.type('s');
      assert.equal(await field(page).inputValue(), 'medlars', 'keys go to the field again');
      await page.keyboard.press('Escape');
      await page.keyboard.press('/');
      assert.equal(await field(page).inputValue(), 'medlars');
      assert.deepEqual(trouble, []);
    }));

  it('dims what an older query found', () =>
    go(async (page) => {
      await open(page);
      assert.equal(await page.locator('[role=listbox]').getAttribute('aria-busy'), 'false');
      const release = await hold(page, '**/search/*.js');
      await field(page).fill('quinoa');
      await page.locator('[role=listbox][aria-busy=true]').waitFor();
      assert.equal(await status(page).textContent(), 'Searching…');
      await page.waitForFunction(() => getComputedStyle(document.querySelector('[role=listbox]')).opacity < 1 && getComputedStyle(document.querySelector('.glance')).opacity < 1);
      release();
      await page.getByText('1 note', { exact: true }).waitFor();
      assert.equal(await page.locator('[role=listbox]').getAttribute('aria-busy'), 'false');
    }));

  it('does so on search.html', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html?q=loquat`);
      await page.getByText('1 note', { exact: true }).waitFor();
      const release = await hold(page, '**/search/*.js');
      await page.locator('[name=q]').fill('quinoa');
      await page.locator('.found[aria-busy=true]').waitFor();
      assert.equal(await page.locator('.search-status').textContent(), 'Searching…');
      release();
      await page.getByText('1 note', { exact: true }).waitFor();
      await page.locator('.found[aria-busy=false] .found-title', { hasText: 'Marrow' }).waitFor();
    }));
});

describe('search.html', PATIENCE, () => {
  it('has its query in the title, and the cursor in the field if there is none', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html`);
      assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
      const plain = await page.title();
      await page.keyboard.type('medlar');
      await page.getByText('1 note', { exact: true }).waitFor();
      assert.equal(await page.title(), `medlar · ${plain}`);
      await page.reload();
      await page.getByText('1 note', { exact: true }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.name ?? ''), '');
      await page.locator('[name=q]').fill('');
      assert.equal(await page.title(), plain);
    }));

  it('brings up no keyboard of a phone by itself', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html`);
      assert.equal(await page.evaluate(() => document.activeElement.name ?? ''), '');
    }, PHONE));

  it('clears all filters at once', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html?q=sorrel`);
      const clear = page.getByRole('button', { name: 'Clear filters' });
      await page.getByText('90 notes').waitFor();
      assert.equal(await clear.isVisible(), false);
      // A tag that is not offered is a filter all the same.
      await page.goto(`${server.address}search.html?q=sorrel&tag=nobody&year=2022`);
      await page.getByText('Nothing found').waitFor();
      await clear.click();
      await page.getByText('90 notes').waitFor();
      assert.match(page.url(), /\?q=sorrel$/);
      assert.equal(await clear.isVisible(), false);
      assert.equal(await page.evaluate(() => document.activeElement.name), 'q');
    }));

  it('shows all of a filter, or that it is cut', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html?in=${DEEP}`);
      await page.getByText('1 note', { exact: true }).waitFor();
      const style = await page.locator('select[name=in]').evaluate((select) => getComputedStyle(select).textOverflow);
      assert.equal(style, 'ellipsis');
      assert.equal(await page.locator('.found').evaluate(cuts), '');
    }, PHONE));
});

const count = (page, least) => page.locator(`.found > li:nth-child(${least})`).waitFor();

describe('the list of search.html', PATIENCE, () => {
  // The place of the result that has the focus, from 0 on, or what has it instead.
  const focused = (page) =>
    page.evaluate(() => {
      const { activeElement } = document;
      const at = [...document.querySelectorAll('.found a')].indexOf(activeElement);
      return at < 0 ? activeElement.name || activeElement.textContent : at;
    });
  const slow = (page) =>
    page.route('**/search/n-*', async (route) => {
      await new Promise((then) => setTimeout(then, 250));
      await route.continue();
    });

  for (const [device, settings] of Object.entries({ desk: DESK, phone: PHONE })) {
    it(`can be passed through with Tab while it grows, on a ${device}`, () =>
      go(async (page) => {
        await slow(page);
        await page.goto(`${server.address}search.html?q=sorrel`);
        await count(page, 5);
        await page.locator('.found a').first().evaluate((link) => {
          link.focus();
          document.querySelector('.found > li').mark = 'first';
        });
        for (let at = 0; at < 12; at++) {
          assert.equal(await focused(page), at);
          await count(page, at + 2);
          await page.keyboard.press('Tab');
        }
        assert.equal(await page.locator('.found > li').first().evaluate((item) => item.mark), 'first', 'it is the same element');
      }, settings));
  }

  it('leaves the focus on the button for more, which works while results load', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html?q=sorrel`);
      await count(page, 5);
      const button = page.locator('.found-more button');
      for (const least of [10, 15, 20]) {
        await page.locator('.found > li').last().scrollIntoViewIfNeeded();
        await page.mouse.wheel(0, 400);
        await count(page, least);
      }
      await slow(page);
      await button.focus();
      const top = () => page.locator('.found > li').nth(19).evaluate((item) => item.getBoundingClientRect().top);
      const before = await top();
      await page.keyboard.press('Enter');
      assert.equal(await button.getAttribute('aria-busy'), 'true');
      assert.equal(await button.isVisible(), true);
      assert.equal(await focused(page), 'More results');
      await count(page, 25);
      assert.equal(await top(), before);
      await page.locator('.found-more button[aria-busy=false]').waitFor();
      assert.equal(await focused(page), 'More results');
      await page.keyboard.press('Enter');
      await count(page, 30);
    }));

  it('gives the focus of the button to the first result that it brought if there are no more', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html?q=celeriac`);
      await count(page, 5);
      const button = page.locator('.found-more button');
      await button.focus();
      for (const least of [10, 15, 20, 23]) {
        await page.keyboard.press('Enter');
        await count(page, least);
        await page.locator('.found-more button[aria-busy=false]').waitFor({ state: 'attached' });
      }
      await button.waitFor({ state: 'hidden' });
      assert.equal(await focused(page), 20);
    }));

  it('keeps the focus in a result that stays, and gives it to the next one if it goes', () =>
    go(async (page) => {
      const ask = async (query, first) => {
        // Not by typing, which would need the focus.
        await page.locator('[name=q]').evaluate((field, query) => {
          field.value = query;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        }, query);
        await page.locator('.found > li:first-child .found-title', { hasText: first }).waitFor();
        await page.locator('.found[aria-busy=false]').waitFor();
      };
      const title = () => page.evaluate(() => document.activeElement.textContent);
      await page.goto(`${server.address}search.html?q=swap one`);
      await count(page, 2);
      await page.locator('.found a', { hasText: 'Swap two' }).focus();
      for (const [query, first] of [['swap two', 'Swap two'], ['swap one', 'Swap one'], ['"swap one"', 'Swap one']]) {
        await ask(query, first);
        assert.equal(await title(), 'Swap two', query);
      }
      await ask('swap one -in:beds', 'Swap one');
      await ask('"swap two"', 'Swap two');
      await page.locator('.found > li:nth-child(2)').waitFor({ state: 'detached' });
      assert.equal(await title(), 'Swap two');
      await ask('medlar', 'Plain');
      assert.equal(await focused(page), 'q', 'nothing else is left');
    }));

  it('is announced only when the message changes', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html`);
      await page.evaluate(() => {
        window.said = [];
        const status = document.querySelector('.search-status');
        new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
      });
      await page.locator('[name=q]').pressSequentially('sorrel', { delay: 20 });
      await page.getByText('90 notes').waitFor();
      await count(page, 5);
      await page.locator('.found-more button').click();
      await count(page, 10);
      const said = await page.evaluate(() => window.said);
      assert.ok(said.every((line, at) => line !== said[at - 1]), said.join(' | '));
    }));
});

describe('the filters of search.html', PATIENCE, () => {
  it('leave all words their room, however long they are', () =>
    go(async (page) => {
      const filters = `in=${DEEP}&tag=${WORDY}&year=2024`;
      const words = 'marrow '.repeat(27);
      await page.goto(`${server.address}search.html?${filters}&q=${words}quinoa`);
      await page.getByText('1 note', { exact: true }).waitFor();
      await page.goto(`${server.address}search.html?${filters}&q=${words}nosuchword`);
      await page.locator('.search-status', { hasText: /1 note · ./ }).waitFor();
      // What is too long does not fit into the field.
      const field = page.locator('[name=q]');
      await field.focus();
      await page.keyboard.insertText('xyz'.repeat(50));
      assert.equal((await field.inputValue()).length, 200);
      await page.goto(`${server.address}search.html?q=${'marrow '.repeat(50)}`);
      assert.equal(await field.inputValue(), 'marrow '.repeat(50).slice(0, 200));
    }));

  it('allow what the query allows, too', () =>
    go(async (page) => {
      for (const query of ['after:2020', 'before:2026', 'after:2020 before:2026']) {
        await page.goto(`${server.address}search.html?year=2024&q=${query}`);
        await page.getByText('1 note', { exact: true }).waitFor();
      }
      await page.goto(`${server.address}search.html?year=2024&q=before:2023`);
      await page.getByText('Nothing found').waitFor();
    }));

  it('find the notes of each folder, tag and year that is offered', () =>
    go(async (page) => {
      await page.goto(`${server.address}search.html`);
      const offers = await page.locator('.search select').evaluateAll((selects) =>
        selects.flatMap(({ name, options }) => [...options].slice(1).map(({ value, text }) => [name, value, +text.match(/\((\d+)\)$/)[1]])),
      );
      for (const part of ['"', '“', '#']) assert.ok(offers.some(([, value]) => value.includes(part)), part);
      for (const [name, value, notes] of offers) {
        await page.locator(`select[name=${name}]`).selectOption(value);
        await page.getByText(notes === 1 ? '1 note' : `${notes} notes`, { exact: true }).waitFor();
        await page.locator(`select[name=${name}]`).selectOption('');
      }
    }));
});

describe('the way back to search.html', PATIENCE, () => {
  for (const [where, address] of Object.entries({ 'on a host': server.address, 'on disk': `${pathToFileURL(site).href}/` })) {
    it(`is as it was when a reader comes back, ${where}`, () =>
      go(async (page) => {
        await page.goto(`${address}search.html?q=sorrel`);
        await count(page, 5);
        const button = page.locator('.found-more button');
        for (const least of [10, 15, 20, 25]) {
          await button.click();
          await count(page, least);
        }
        const link = page.locator('.found a').nth(22);
        await link.scrollIntoViewIfNeeded();
        await page.waitForTimeout(300);
        const before = await page.evaluate(() => scrollY);
        assert.ok(before > 1000);
        // Not with the pointer, for which the page might be scrolled further.
        await link.evaluate((link) => link.click());
        await page.waitForURL('**/rows/**');
        await page.goBack();
        await count(page, 25);
        await page.waitForFunction((before) => Math.abs(scrollY - before) < 3, before);
        // Another query begins at its beginning.
        await page.locator('[name=q]').fill('celeriac');
        await page.getByText('23 notes').waitFor();
        await page.locator('.found > li', { hasText: 'Row' }).first().waitFor({ state: 'detached' });
        assert.ok((await page.locator('.found > li').count()) < 20);
      }));

    it(`follows its address back and forth, ${where}`, () =>
      go(async (page) => {
        const shows = async (query, title) => {
          await page.locator('.found .found-title', { hasText: title }).waitFor();
          assert.equal(await page.locator('[name=q]').inputValue(), query);
          assert.equal(await page.locator('.found > li').count(), 1);
          assert.equal(new URL(page.url()).searchParams.get('q'), query);
        };
        await page.goto(`${address}search.html?q=medlar`);
        await shows('medlar', 'Plain');
        await page.locator('a.skip').focus();
        await page.keyboard.press('Enter');
        await shows('medlar', 'Plain');
        await page.locator('[name=q]').fill('quinoa');
        await shows('quinoa', 'Marrow');
        await page.goBack();
        await shows('medlar', 'Plain');
        await page.goForward();
        await shows('quinoa', 'Marrow');
      }));
  }
});
