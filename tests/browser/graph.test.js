// The graph of the garden: reached, filtered and used by keyboard and by pointer; and the nearby notes of a note.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

const DESK = { viewport: { width: 1440, height: 900 } };
const status = (page) => page.locator('.graph [role=status]').innerText();
const canvas = (page) => page.locator('.graph canvas');

/** Waits until the graph is drawn, in more than two colours. */
const isDrawn = (page) =>
  page.waitForFunction(() => {
    const map = document.querySelector('.graph canvas');
    const { data } = map.getContext('2d').getImageData(0, 0, map.width, map.height);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) colours.add(data.slice(at, at + 3).join());
    return colours.size > 2;
  });

/** Returns title and address of the note with most links. */
const mostLinked = (page) =>
  page.evaluate(() => {
    const link = document.querySelector('.most a');
    return { title: link.textContent, url: link.href };
  });

for (const { name, address, addresses } of bench.sites) {
  describe(`the map of the ${name}`, PATIENCE, () => {
    for (const [place, base] of Object.entries(addresses)) {
      it(`is drawn ${place}, and asks for nothing once it is there`, () =>
        bench.visit(base, 'graph.html', DESK, async (page, trouble) => {
          await page.waitForLoadState('networkidle');
          const asked = [];
          page.on('request', (request) => asked.push(request.url()));
          await page.waitForFunction(() => document.querySelector('.graph canvas').width > 300);
          await isDrawn(page);
          await page.locator('[data-zoom="1.5"]').click();
          await canvas(page).hover();
          assert.deepEqual([asked, trouble], [[], []]);
        }),
      );
    }

    it('is walked by arrow keys, and Enter opens a note', () =>
      bench.visit(address, 'graph.html', DESK, async (page, trouble) => {
        await canvas(page).focus();
        await page.keyboard.press('ArrowRight');
        const first = await status(page);
        assert.match(first, /\S, .*\d/);
        const seen = new Set([first]);
        for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) {
          await page.keyboard.press(key);
          seen.add(await status(page));
        }
        assert.ok(seen.size > 1, 'the keys lead to other notes');
        for (const key of ['+', '-', '0']) await page.keyboard.press(key);
        const title = (await status(page)).replace(/, [^,]*$/, '');
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => !url.pathname.endsWith('/graph.html'));
        assert.equal(await page.locator('h1').innerText(), title);
        assert.deepEqual(trouble, []);
      }),
    );

    it('finds a note by its name; a click on it opens it', () =>
      bench.visit(address, 'graph.html', DESK, async (page) => {
        const { title, url } = await mostLinked(page);
        await page.locator('[name=find]').fill(title.toUpperCase());
        assert.match(await status(page), /\d/);
        await page.locator('[name=find]').press('Enter');
        assert.ok((await status(page)).startsWith(`${title}, `), await status(page));
        assert.ok(await canvas(page).evaluate((map) => map === document.activeElement));
        await canvas(page).click();
        await page.waitForURL(url);
      }),
    );

    it('shows a tag, a folder or a year alone', () =>
      bench.visit(address, 'graph.html', DESK, async (page) => {
        const shown = async () => Number((await status(page)).match(/\d+/)[0]);
        const choose = (name, at) => page.locator(`[name=${name}]`).selectOption({ index: at });
        const whole = await page.evaluate(() => allotmentGraph.titles.length);
        for (const name of ['folder', 'tag', 'year']) {
          if ((await page.locator(`[name=${name}] option`).count()) < 2) continue;
          await choose(name, 1);
          assert.ok((await shown()) <= whole && (await shown()) > 0, `${name}: ${await shown()} of ${whole}`);
          await choose(name, 0);
          assert.equal(await shown(), whole);
        }
        const folder = await page.locator('[name=folder]').evaluate((select) => select.options[1]?.value);
        if (!folder) return;
        await choose('folder', 1);
        const inside = await page.evaluate((folder) => {
          const { folder: of, folders } = allotmentGraph;
          return of.filter((number) => `${folders[number]}/`.startsWith(`${folder}/`)).length;
        }, folder);
        assert.equal(await shown(), inside);
      }),
    );

    it('is dragged and wheeled without opening anything', () =>
      bench.visit(address, 'graph.html', DESK, async (page, trouble) => {
        const { x, y, width, height } = await canvas(page).boundingBox();
        await page.mouse.move(x + width / 2, y + height / 2);
        await page.mouse.down();
        await page.mouse.move(x + width / 2 + 80, y + height / 2 + 40, { steps: 5 });
        await page.mouse.up();
        await page.mouse.wheel(0, -300);
        await page.waitForTimeout(100);
        assert.ok(page.url().endsWith('/graph.html'));
        assert.equal(await page.evaluate(() => scrollY), 0);
        assert.deepEqual(trouble, []);
      }),
    );

    it('changes its colours with the theme', () =>
      bench.visit(address, 'graph.html', { ...DESK, colorScheme: 'light' }, async (page) => {
        await isDrawn(page);
        const light = await canvas(page).evaluate((map) => map.toDataURL());
        await page.locator('[data-theme-toggle]').click();
        await page.waitForFunction((light) => document.querySelector('.graph canvas').toDataURL() !== light, light);
      }),
    );

    for (const colorScheme of ['light', 'dark']) {
      it(`is sound in ${colorScheme} while a note is looked at`, () =>
        bench.visit(address, 'graph.html', { ...DESK, bypassCSP: true, colorScheme }, async (page) => {
          await canvas(page).focus();
          await page.keyboard.press('ArrowRight');
          await page.addScriptTag({ content: axe.source });
          const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
        }),
      );
    }

    it('is a list of notes without scripts', () =>
      bench.visit(address, 'graph.html', { ...DESK, javaScriptEnabled: false }, async (page) => {
        assert.equal(await canvas(page).isVisible(), false);
        const link = page.locator('.most a').first();
        const title = await link.innerText();
        await link.click();
        assert.equal(await page.locator('h1').innerText(), title);
      }),
    );
  });

  describe(`the notes around a note in the ${name}`, PATIENCE, () => {
    it('are links in a picture and in a list', () =>
      bench.visit(address, 'graph.html', { ...DESK, javaScriptEnabled: false }, async (page) => {
        await page.locator('.most a').nth(1).click();
        const picture = page.locator('.nearby svg[role=group]');
        const drawn = await picture.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
        const listed = await page
          .locator('.nearby li a')
          .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
        assert.ok(drawn.length > 0 && drawn.length <= 24);
        assert.deepEqual(drawn.toSorted(), listed.toSorted());
        const goal = await picture.locator('a').last().getAttribute('href');
        await picture.locator('a').last().focus();
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.href.endsWith(goal.replace(/^(\.\.?\/)+/, '')));
      }),
    );
  });
}
