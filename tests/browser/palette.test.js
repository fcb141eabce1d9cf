// The search as readers use it: by keyboard, by touch, on a slow network, without a network, and with notes
// that try to be more than text.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import axe from 'axe-core';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, runProgram, serve } from './lib/garden.js';

const HOSTILE = `<img src=x onerror="window.broken=1"><script>window.broken=1</script>`;
const FOLDER = plantSite('garden to search', notes());
const browser = await launchBrowser();
const server = await serve(FOLDER, '/sub/path/');
const ADDRESSES = { 'over http': server.address, 'from a disk': `${pathToFileURL(FOLDER).href}/` };
after(async () => {
  await server.close();
  await browser.close();
});

// Enough text for several files of the index, and words that a reader would search for.
function notes() {
  const files = {
    'index.md': '# Garden\n\nHow a garden is looked after.\n',
    'Soil/Compost.md':
      '---\ntags: [soil, heap]\ndate: 2024-03-02\naliases: [black gold]\n---\nLeaves and kitchen scraps.\n\n## The ratio\n\nThirty parts of carbon to one of nitrogen.\n',
    'Soil/Worms.md': '---\ntags: [soil]\ndate: 2023-05-01\n---\nWorms eat compost and leaves.\n',
    'Tools/Shed/Lath house/Under glass/Slate.md': '---\ndate: 2020-06-01\ntags: [one-of-many-tags, two-of-many-tags, three-of-many-tags, four-of-many-tags, hotbeds]\n---\n## A heading that is far too long for one line of a phone and says at its end pumice\n\nStones and kitchen tiles.\n',
    'Tools/Sieve.md': `---\ndate: 2020-07-01\n---\n${'Notwithstanding straightforward characterisations, '.repeat(8)}vermiculite.\n`,
    'Tools/Fork.md': '---\ndate: 2023-06-01\n---\nTurns the compost. See ## no heading.\n',
    'Hostile.md': `---\ntitle: '${HOSTILE}'\ntags: ['a"b']\ndate: 2022-01-01\n---\nperil\n\n## \`${HOSTILE}\`\n\nThe peril of \`${HOSTILE}\` below.\n`,
    '日記.md': '---\nlang: ja\n---\n堆肥を作る。\n',
  };
  const filler = 'a heap of leaves that nobody turned for a long winter and a short spring '.repeat(20);
  for (let n = 0; n < 60; n++) {
    const word = [...String(n)].map((digit) => 'abcdefghij'[digit]).join('') + 'wort';
    files[`Plants/Plant ${n}.md`] = `---\ndate: 2021-02-${String(1 + (n % 28)).padStart(2, '0')}\n---\nThe ${word} is a plant. ${filler}\n`;
  }
  return files;
}

const open = async (page) => {
  await page.keyboard.press('Control+k');
  await page.locator('dialog[open]').waitFor();
};
const options = (page) => page.locator('dialog [role=option]');
const status = (page) => page.locator('dialog [role=status]');
const selected = (page) =>
  page.evaluate(() => {
    const input = document.querySelector('[role=combobox]');
    const option = document.getElementById(input.getAttribute('aria-activedescendant'));
    return [document.activeElement === input, option?.getAttribute('aria-selected'), option?.querySelector('.found-title').textContent];
  });
const titled = (page, title) => options(page).locator('.found-title').first().filter({ hasText: title }).waitFor();
const go = (address, use, settings = {}, file = 'plants/plant-1.html') => visit(browser, address, file, settings, use);

for (const [place, address] of Object.entries(ADDRESSES)) {
  describe(`the palette ${place}`, PATIENCE, () => {
    it('is used with keys alone', () =>
      go(address, async (page, trouble) => {
        await page.keyboard.press('/');
        await page.locator('dialog[open]').waitFor();
        await titled(page, 'Compost');
        assert.equal(await status(page).textContent(), 'Recent notes');
        await page.keyboard.type('compost');
        await page.getByText('3 notes').waitFor();
        assert.deepEqual(await selected(page), [true, 'true', 'Compost']);
        await page.keyboard.press('ArrowDown');
        const second = (await selected(page))[2];
        assert.notEqual(second, 'Compost');
        await page.keyboard.press('ArrowDown');
        const last = (await selected(page))[2];
        assert.notEqual(last, second);
        await page.keyboard.press('ArrowDown');
        assert.equal((await selected(page))[2], 'Compost', 'it goes round');
        await page.keyboard.press('ArrowUp');
        assert.equal((await selected(page))[2], last);
        await page.keyboard.press('Escape');
        assert.equal(await page.locator('dialog[open]').count(), 0);
        await open(page);
        await page.keyboard.type('nitrogen');
        await titled(page, 'Compost');
        await page.keyboard.press('Enter');
        await page.waitForURL(/soil\/compost\.html#the-ratio$/);
        assert.deepEqual(trouble, []);
      }));

    it('opens a note in a new tab', () =>
      go(address, async (page) => {
        await open(page);
        await page.keyboard.type('worms eat');
        await titled(page, 'Worms');
        const [other] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
        await other.waitForURL(/soil\/worms\.html/);
        assert.match(page.url(), /plant-1\.html$/);
      }));

    it('finds what the engine finds elsewhere', () =>
      go(address, async (page) => {
        await open(page);
        for (const query of ['compost', 'leaves -kitchen', '"kitchen scraps"', 'tag:soil', 'in:tools', 'kitchn', '堆肥', 'before:2022 heap', 'black gold', 'no such thing']) {
          const want = await answerInNode(query, 5);
          await page.locator('[role=combobox]').fill(query);
          // Until the answer arrives, that of the previous query is shown, which may have the same length.
          const shown = () => options(page).evaluateAll((all, top) => all.map((option) => option.href.slice(top.length)), address);
          for (let waits = 0; waits < 400 && `${await shown()}` !== `${want}`; waits++) await page.waitForTimeout(50);
          assert.deepEqual(await shown(), want, query);
        }
      }));

    it('shows further notes to who goes on', () =>
      go(address, async (page) => {
        await open(page);
        await page.locator('[role=combobox]').fill('heap');
        await status(page).filter({ hasText: /^\d+ notes$/ }).waitFor();
        await options(page).nth(4).waitFor();
        assert.equal(await options(page).count(), 5);
        await page.keyboard.press('ArrowUp');
        await options(page).nth(4).waitFor();
        const [isFocused, isSelected, title] = await selected(page);
        assert.deepEqual([isFocused, isSelected, title], [true, 'true', await options(page).nth(4).locator('.found-title').textContent()]);
        await options(page).nth(7).scrollIntoViewIfNeeded();
        await options(page).nth(10).waitFor();
        const shown = await options(page).evaluateAll((all, top) => all.slice(0, 11).map((option) => option.href.slice(top.length)), address);
        assert.deepEqual(shown, await answerInNode('heap', 11));
      }));

    it('stays where it was scrolled to when further notes come', () =>
      go(address, async (page) => {
        await open(page);
        await page.locator('[role=combobox]').fill('heap');
        // The newest notes are shown until the answer arrives.
        await status(page).filter({ hasText: /^\d+ notes$/ }).waitFor();
        await options(page).nth(4).waitFor();
        const list = page.locator('[role=listbox]');
        const wanted = await list.evaluate((list) => (list.scrollTop = list.scrollHeight - list.clientHeight));
        assert.ok(wanted > 50, 'there is more than can be seen');
        await options(page).nth(4).waitFor();
        assert.equal(await list.evaluate((list) => list.scrollTop), wanted);
        await page.locator('[role=combobox]').fill('leaves');
        assert.equal(await list.evaluate((list) => list.scrollTop), 0);
      }));

    it('shows what notes say as text', () =>
      go(address, async (page, trouble) => {
        await open(page);
        for (const query of ['peril', HOSTILE, 'tag:a"b', '"', '\\', '$& {n} {word}']) {
          await page.locator('[role=combobox]').fill(query);
          await page.waitForTimeout(150);
          assert.equal(await page.locator('dialog img, dialog script').count(), 0, query);
        }
        await page.locator('[role=combobox]').fill('peril');
        await titled(page, HOSTILE);
        await page.goto(`${address}search.html?q=${encodeURIComponent('peril')}&tag=${encodeURIComponent(HOSTILE)}&in=%22`);
        await page.goto(`${address}search.html?q=${encodeURIComponent('peril')}`);
        await page.locator('.found .found-title', { hasText: HOSTILE }).waitFor();
        assert.equal(await page.evaluate(() => window.broken), undefined);
        assert.deepEqual(trouble, []);
      }));
  });

  describe(`search.html ${place}`, PATIENCE, () => {
    it('keeps the query and its filters in the address', () =>
      go(address, async (page, trouble) => {
        await page.goto(`${address}search.html?q=compost`);
        const titles = page.locator('.found .found-title');
        await titles.first().waitFor();
        assert.equal(await page.locator('.by-hand').isVisible(), false);
        await page.locator('select[name=tag]').selectOption('soil');
        await page.getByText('2 notes').waitFor();
        await page.locator('select[name=year]').selectOption('2023');
        await page.getByText('1 note', { exact: true }).waitFor();
        assert.deepEqual(await titles.allTextContents(), ['Worms']);
        assert.match(page.url(), /\?q=compost&tag=soil&year=2023$/);
        await page.reload();
        await page.getByText('1 note', { exact: true }).waitFor();
        assert.equal(await page.locator('select[name=year]').inputValue(), '2023');
        await page.locator('select[name=tag]').selectOption('');
        await page.locator('select[name=in]').selectOption('Tools');
        await titles.filter({ hasText: 'Fork' }).waitFor();
        await page.keyboard.press('Control+k');
        assert.equal(await page.evaluate(() => document.activeElement.name), 'q', 'the page has a field of its own');
        assert.deepEqual(trouble, []);
      }));

    it('shows more to who scrolls on, and then when it is asked to', () =>
      go(address, async (page) => {
        await page.goto(`${address}search.html?q=heap`);
        await page.locator('.found > li').nth(4).waitFor();
        for (let shown = 10; shown <= 20; shown += 5) {
          await page.locator('.found > li').last().scrollIntoViewIfNeeded();
          await page.mouse.wheel(0, 10_000);
          await page.locator('.found > li').nth(shown - 1).waitFor();
        }
        await page.mouse.wheel(0, 10_000);
        await page.waitForTimeout(200);
        assert.equal(await page.locator('.found > li').count(), 20);
        await page.locator('.found-more button').click();
        await page.locator('.found > li').nth(24).waitFor();
      }));

    it('is a list and an index of words without a script', () =>
      go(address, async (page) => {
        assert.ok(await page.locator('.by-hand-why').isVisible());
        assert.equal(await page.locator('form.search').isVisible(), false);
        await page.locator('a', { hasText: /^N$/ }).first().click();
        assert.match(await page.locator('h1').innerText(), /Words: N/);
      }, { javaScriptEnabled: false }, 'search.html'));
  });
}

describe('the search for every reader', PATIENCE, () => {
  it('is a list and an index of words if the engine does not come, on a page that is otherwise whole', () =>
    go(server.address, async (page) => {
      await page.route('**/search/root.js*', (route) => route.abort());
      await page.goto(`${server.address}search.html`);
      await page.getByText('Searching takes a script').waitFor();
      assert.equal(await page.locator('form.search, .search-status').count(), 0);
      assert.ok(await page.locator('.foot [data-shortcuts]').isVisible());
      await page.locator('[data-theme-toggle]').click();
      await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    }));

  for (const colorScheme of ['light', 'dark']) {
    it(`is sound in ${colorScheme}`, () =>
      go(server.address, async (page) => {
        await open(page);
        await page.keyboard.type('compost');
        await page.getByText('3 notes').waitFor();
        assert.deepEqual(await findViolations(page), []);
        await page.goto(`${server.address}search.html?q=compost`);
        await page.getByText('3 notes').waitFor();
        assert.deepEqual(await findViolations(page), []);
      }, { bypassCSP: true, colorScheme }));
  }

  for (const colorScheme of ['light', 'dark']) {
    it(`gives a longer preview a name and a way to scroll by keyboard in ${colorScheme}`, () =>
      go(server.address, async (page) => {
        await open(page);
        await page.keyboard.type('heap plant');
        await titled(page, 'Plant');
        const glance = page.locator('.glance');
        assert.ok(await glance.evaluate((glance) => glance.scrollHeight > glance.clientHeight), 'it is longer than its room');
        assert.deepEqual(await findViolations(page), []);
        await page.locator('dialog .ask button').focus();
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.className), 'glance');
        const title = await page.locator('[aria-selected=true] .found-title').textContent();
        await page.getByRole('group', { name: title, exact: true }).waitFor();
        await page.keyboard.press('End');
        await page.waitForFunction(() => document.activeElement.scrollTop > 0);
        await page.locator('[role=combobox]').fill('worms eat');
        await titled(page, 'Worms');
        await page.locator('dialog .ask button').focus();
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.textContent), 'All results', 'what fits is no stop');
      }, { bypassCSP: true, colorScheme, viewport: { width: 1280, height: 500 } }));
  }

  for (const width of [360, 1280]) {
    it(`shows the first word found in the lines that a text has at ${width} pixels`, () =>
      go(server.address, async (page) => {
        await open(page);
        await page.keyboard.type('vermiculite');
        const text = options(page).locator('.found-text').filter({ hasText: 'vermiculite' });
        await text.waitFor();
        const [mark, lines] = await Promise.all([text.locator('mark').boundingBox(), text.boundingBox()]);
        assert.ok(mark.y + mark.height <= lines.y + lines.height + 3, `${mark.y} in ${lines.y} + ${lines.height}`);
      }, { viewport: { width, height: 800 } }));

    it(`shows which tag, folder or heading was found at ${width} pixels`, () =>
      go(server.address, async (page) => {
        for (const word of ['hotbeds', 'shed', 'pumice']) {
          for (const [address, hit] of [['plants/plant-1.html', '[role=option]'], [`search.html?q=${word}`, '.found > li']]) {
            await page.goto(server.address + address);
            if (address.startsWith('plants')) {
              await open(page);
              await page.keyboard.type(word);
            }
            const mark = page.locator(`${hit} mark`).filter({ hasText: new RegExp(word, 'i') }).first();
            await mark.waitFor();
            const cut = await mark.evaluate((mark) => {
              const { right, bottom } = mark.getBoundingClientRect();
              const clips = (box) => right > box.right + 1 || bottom > box.bottom + 3;
              for (let box = mark; (box = box.parentElement); ) {
                if (getComputedStyle(box).overflow === 'hidden' && clips(box.getBoundingClientRect())) return box.className;
              }
            });
            assert.equal(cut, undefined, `${word} ${address}`);
          }
        }
      }, { viewport: { width, height: 800 } }));
  }

  it('takes half of a pair of characters as part of a query', () =>
    go(server.address, async (page, trouble) => {
      await open(page);
      await titled(page, 'Compost');
      await page.locator('[role=combobox]').evaluate((input) => {
        input.value = 'nitrogen \ud83c';
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await status(page).filter({ hasText: '1 note' }).waitFor();
      await page.getByRole('link', { name: 'All results' }).click();
      await page.getByText('1 note', { exact: true }).waitFor();
      assert.deepEqual(trouble, []);
    }));

  it('opens what is pressed although other results come before the release', () =>
    go(server.address, async (page) => {
      let arrive;
      const asked = new Promise((done) => (arrive = done));
      let files = 0;
      await page.route('**/search/n-*', async (route) => {
        if (files++) await asked;
        await route.continue();
      });
      await open(page);
      await page.locator('[role=combobox]').fill('kitchen');
      await status(page).filter({ hasText: '2 notes' }).waitFor();
      const first = options(page).first();
      const address = await first.getAttribute('href');
      const shown = await options(page).count();
      await first.hover();
      await page.mouse.down();
      arrive();
      await page.waitForFunction((shown) => document.querySelectorAll('dialog [role=option]').length > shown, shown);
      await page.mouse.up();
      await page.waitForURL((url) => url.href.startsWith(address));
    }));

  it('leaves to an input method the Enter that ends a composition', () =>
    go(server.address, async (page) => {
      await open(page);
      await page.keyboard.type('nitrogen');
      await titled(page, 'Compost');
      // As Safari sends it: after the end of the composition.
      const session = await page.context().newCDPSession(page);
      await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
      await page.waitForTimeout(200);
      assert.match(page.url(), /plant-1\.html$/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/compost\.html#the-ratio$/);
    }));

  it('replaces only the results that changed', () =>
    go(server.address, async (page) => {
      await open(page);
      const kept = await page.evaluate(() => {
        const note = (url) => ({ url, title: [url], snippet: [], folder: '', tags: [], mark: (text) => [text], more: () => [] });
        const field = document.querySelector('[role=combobox]');
        const show = (...urls) => {
          const found = urls.map(note);
          allotmentSearch.find = (_, __, show) => show({ found, total: 4, done: true, corrected: [] });
          field.dispatchEvent(new Event('input', { bubbles: true }));
          return [...document.querySelectorAll('dialog [role=option]')];
        };
        const before = show('a', 'b', 'c', 'd');
        return show('a', 'x', 'c', 'd').map((option, at) => option === before[at]);
      });
      assert.deepEqual(kept, [true, false, true, true]);
    }));

  it('takes as many characters as the engine reads', () =>
    go(server.address, async (page) => {
      await open(page);
      await page.keyboard.insertText('x'.repeat(300));
      assert.equal((await page.locator('[role=combobox]').inputValue()).length, 200);
      await page.goto(`${server.address}search.html`);
      await page.locator('[name=q]').focus();
      await page.keyboard.insertText('x'.repeat(300));
      assert.equal((await page.locator('[name=q]').inputValue()).length, 200);
    }));

  it('shows the chosen note beside the others where there is room', () =>
    go(server.address, async (page) => {
      await open(page);
      await page.keyboard.type('compost');
      await page.getByText('3 notes').waitFor();
      const glance = page.locator('.glance');
      await glance.getByText('Leaves and kitchen scraps.').waitFor();
      await glance.getByText('Thirty parts of carbon to one of nitrogen.').waitFor();
      const [list, beside] = [await page.locator('[role=listbox]').boundingBox(), await glance.boundingBox()];
      assert.ok(beside.x >= list.x + list.width - 1 && Math.abs(beside.y - list.y) < 1, 'beside the list');
      assert.ok(beside.width > 300 && beside.height > 200, `room for a text: ${beside.width} x ${beside.height}`);
    }, { viewport: { width: 1280, height: 800 } }));

  it('fits a phone and is used with a finger', () =>
    go(server.address, async (page) => {
      await page.locator('[data-search]').tap();
      await page.locator('dialog[open]').waitFor();
      await page.keyboard.type('worms');
      await titled(page, 'Worms');
      const { width, height } = await page.locator('dialog').boundingBox();
      assert.deepEqual([width, height], [390, 844]);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      assert.equal(await page.locator('.glance').isVisible(), false);
      await page.getByRole('button', { name: 'Close' }).tap();
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      await page.locator('[data-search]').tap();
      await titled(page, 'Worms');
      await options(page).first().tap();
      await page.waitForURL(/worms\.html/);
    }, { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }));

  it('takes a / as part of a query', () =>
    go(server.address, async (page) => {
      await open(page);
      await page.keyboard.type('a/b');
      assert.equal(await page.locator('[role=combobox]').inputValue(), 'a/b');
    }));

  it('says nothing about an older query, however late its files come', () =>
    go(server.address, async (page) => {
      // The earlier a file is requested, the later it arrives.
      let asked = 0;
      await page.route('**/search/*.js', async (route) => {
        await new Promise((done) => setTimeout(done, Math.max(100, 1500 - 300 * asked++)));
        await route.continue();
      });
      await open(page);
      await page.keyboard.type('aawort');
      await page.waitForTimeout(50);
      await page.locator('[role=combobox]').fill('nitrogen');
      await page.keyboard.press('Enter');
      await page.waitForURL(/compost\.html#the-ratio$/, { timeout: 20_000 });
    }));

  it('says so if a part of the index does not come', () =>
    go(server.address, async (page) => {
      await page.route('**/search/n-*', (route) => route.abort());
      await open(page);
      await page.keyboard.type('compost');
      await page.getByText('Part of the index could not be loaded').waitFor();
    }));

  it('finds the notes of a site that changed after the page was opened', async () => {
    const note = (n, year) => [`Note ${n}.md`, `---\ncreated: ${year}-01-01\n---\nThe word ${'abcdefghij'[n]}wort. ${'and so on '.repeat(500)}\n`];
    const site = plantSite('changing', Object.fromEntries([5, 6, 7].map((n) => note(n, 2020 + n))));
    const root = join(site, '../garden');
    const changing = await serve(site, '/');
    try {
      await go(changing.address, async (page) => {
        await open(page);
        await page.keyboard.type('fwort');
        await titled(page, 'Note 5');
        for (const [path, text] of [1, 2, 3].map((n) => note(n, 2000 + n))) writeFileSync(join(root, path), text);
        runProgram(root, ['build', '-o', site]);
        for (const [word, title] of [['hwort', 'Note 7'], ['bwort', 'Note 1'], ['dwort', 'Note 3']]) {
          await page.locator('[role=combobox]').fill(word);
          await titled(page, title);
          assert.equal(await status(page).textContent(), '1 note');
        }
      }, {}, 'index.html');
    } finally {
      await changing.close();
    }
  });

  it('asks for nothing before it is used, and for nothing twice', () =>
    go(server.address, async (page) => {
      const asked = [];
      let awaited = 0;
      page.on('request', (request) => /search/.test(request.url()) && ++awaited && asked.push(request.url()));
      for (const end of ['requestfinished', 'requestfailed']) {
        page.on(end, (request) => /search/.test(request.url()) && awaited--);
      }
      // Results are shown before the snippet of the last one arrives, and what arrived may request more.
      const settle = async () => {
        let before;
        do {
          before = asked.length;
          await page.waitForTimeout(400);
        } while (awaited > 0 || asked.length > before);
      };
      await settle();
      assert.deepEqual(asked, []);
      await open(page);
      await options(page).nth(4).waitFor();
      await settle();
      const names = asked.map((url) => url.split('/').pop());
      assert.deepEqual(names, ['root.js'], 'the script, the first file of the index and the recent notes are one');
      await page.keyboard.type('compost');
      await page.getByText('3 notes').waitFor();
      await settle();
      const before = asked.length;
      await page.context().setOffline(true);
      await page.locator('[role=combobox]').fill('');
      await page.locator('[role=combobox]').fill('compost');
      await page.getByText('3 notes').waitFor();
      assert.deepEqual(asked.slice(before), []);
    }));
});

describe('the search while it is loading', PATIENCE, () => {
  // A page on which the focus is on a link, and whose search comes when `arrive` is called.
  const late = (use) =>
    go(server.address, async (page, trouble) => {
      let arrive;
      const asked = new Promise((done) => (arrive = done));
      await page.route('**/search/root.js*', async (route) => {
        await asked;
        await route.continue();
      });
      await page.locator('.crumbs a').first().focus();
      await page.keyboard.press('Control+k');
      await use(page, arrive);
      assert.deepEqual(trouble, []);
    });

  it('opens the first result to Enter, and no link of the page', () =>
    late(async (page, arrive) => {
      await page.keyboard.type('nitrogem');
      await page.keyboard.press('Backspace');
      await page.keyboard.type('n');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(200);
      assert.match(page.url(), /plant-1\.html$/);
      arrive();
      await page.waitForURL(/soil\/compost\.html#the-ratio$/);
    }));

  it('waits on if something is typed after Enter', () =>
    late(async (page, arrive) => {
      await page.keyboard.type('nitro');
      await page.keyboard.press('Enter');
      await page.keyboard.type('gen');
      arrive();
      await titled(page, 'Compost');
      assert.equal(await page.locator('[role=combobox]').inputValue(), 'nitrogen');
      assert.match(page.url(), /plant-1\.html$/);
    }));

  it('does not open after Escape, until it is asked to again', () =>
    late(async (page, arrive) => {
      await page.keyboard.type('nitrogen');
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('[data-search]').getAttribute('aria-busy'), null);
      const loaded = page.waitForResponse(/root\.js/);
      arrive();
      await loaded;
      await page.waitForFunction(() => typeof allotmentPalette === 'object');
      await page.waitForTimeout(100);
      assert.equal(await page.locator('dialog[open]').count(), 0);
      await open(page);
      assert.equal(await page.locator('[role=combobox]').inputValue(), '');
    }));

  it('opens once if it is asked for again after Escape', () =>
    late(async (page, arrive) => {
      await page.keyboard.type('leaves');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('worms');
      arrive();
      await titled(page, 'Worms');
      assert.equal(await page.locator('[role=combobox]').inputValue(), 'worms');
    }));

  it('gives the keys back to the page after Escape', () =>
    late(async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      await page.waitForURL((url) => !url.pathname.endsWith('plant-1.html'));
    }));
});

async function findViolations(page) {
  await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map((node) => node.html.slice(0, 120))}`);
}

// Returns the addresses that the engine finds outside of a browser.
function answerInNode(query, limit) {
  const document = { currentScript: { src: 'https://garden.example/search/root.js?1' } };
  const engine = vm.createContext({ document, URL, setTimeout: setImmediate });
  const run = (file) => vm.runInContext(readFileSync(file, 'utf8'), engine);
  run(join(FOLDER, 'search/root.js'));
  vm.runInContext('globalThis.engine = allotmentSearch', engine);
  engine.engine.fetch = (name, done) => {
    run(join(FOLDER, 'search', `${name}.js`));
    done();
  };
  return new Promise((done) => {
    engine.engine.find(query, limit, (answer) => {
      if (!answer.done) return;
      done(Array.from(answer.found, ({ url, heading }) => url + (heading ? '#' + encodeURIComponent(heading[0]) : '')));
    });
  });
}
