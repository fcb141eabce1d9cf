// The graph of the garden: reached, filtered and used by keyboard and by pointer; and the nearby notes of a note.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';
import { openBench, PATIENCE } from './lib/bench.js';
import { plantSite, serve } from './lib/garden.js';

const bench = await openBench();
const wide = Array.from({ length: 40 }, (_, at) => [`第${at}の${'名前の長い畑'.repeat(1 + (at % 6))}.md`, `[[第${(at * 7) % 40}の${'名前の長い畑'.repeat(1 + ((at * 7) % 6))}]]\n`]);
const ideographs = await serve(plantSite('ideographs', { 'site.toml': 'content = "."\nlanguage = "ja"\n', ...Object.fromEntries(wide) }), '/');
after(() => Promise.all([bench.close(), ideographs.close()]));

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
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

/** Returns the middle of the graph, which is scrolled into the window. */
const middle = async (page) => {
  await canvas(page).evaluate((map) => map.scrollIntoView({ block: 'center' }));
  const { x, y, width, height } = await canvas(page).boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
};

const picture = (page) => canvas(page).evaluate((map) => map.toDataURL());
const scrolled = (page) => page.evaluate(() => scrollY);

/** Moves fingers over the screen, each from one point to another. */
const swipe = async (page, ...fingers) => {
  const session = await page.context().newCDPSession(page);
  const send = (type, touchPoints) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
  const points = (part) =>
    fingers.map(([from, to], id) => ({ id, x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part }));
  await send('touchStart', points(0));
  for (let step = 1; step <= 10; step++) {
    await send('touchMove', points(step / 10));
    await page.waitForTimeout(20);
  }
  await send('touchEnd', []);
  await page.waitForTimeout(400);
};

describe('the map of a garden whose titles have wide signs', PATIENCE, () => {
  it('writes no name over another, and cuts what is long', () =>
    bench.visit(ideographs.address, 'index.html', DESK, async (page) => {
      // Notes which names are written on which canvas, from one drawing to the next.
      await page.addInitScript(() => {
        const pens = CanvasRenderingContext2D.prototype;
        const { fillText, scale } = pens;
        window.written = new Map();
        pens.scale = function (...by) {
          written.set(this, []);
          return scale.apply(this, by);
        };
        pens.fillText = function (title, left, top) {
          written.get(this)?.push({ title, left, top, width: this.measureText(title).width });
          return fillText.call(this, title, left, top);
        };
      });
      await page.goto(`${ideographs.address}graph.html`);
      await isDrawn(page);
      await page.waitForTimeout(300);
      const names = await page.evaluate(() => [...written.values()].sort((a, b) => b.length - a.length)[0]);
      assert.ok(names.length > 5, `${names.length} names`);
      for (const [at, one] of names.entries()) {
        assert.ok(one.width < 220, `${one.title} is ${one.width} px wide`);
        for (const other of names.slice(at + 1)) {
          const apart = Math.max(Math.abs(one.top - other.top) - 12, Math.abs(one.left - other.left) - (one.width + other.width) / 2);
          assert.ok(apart >= 0, `${one.title} over ${other.title}`);
        }
      }
    }),
  );
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

    it('is dragged without opening anything, and then wheeled', () =>
      bench.visit(address, 'graph.html', DESK, async (page, trouble) => {
        await isDrawn(page);
        const { x, y } = await middle(page);
        const before = [await scrolled(page), await picture(page)];
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + 80, y + 40, { steps: 5 });
        await page.mouse.up();
        await page.mouse.wheel(0, -300);
        await page.waitForTimeout(200);
        assert.ok(page.url().endsWith('/graph.html'));
        assert.equal(await scrolled(page), before[0]);
        assert.notEqual(await picture(page), before[1]);
        assert.deepEqual(trouble, []);
      }),
    );

    it('lets the wheel scroll the page until the reader turns to it, by Ctrl or by a click', () =>
      bench.visit(address, 'graph.html', { viewport: { width: 1280, height: 500 } }, async (page) => {
        await isDrawn(page);
        const wheel = async (down) => {
          const { x, y } = await middle(page);
          await page.mouse.move(x - 150, y - 100);
          await page.waitForTimeout(200);
          const before = await scrolled(page);
          await page.mouse.wheel(0, down);
          await page.waitForTimeout(400);
          return (await scrolled(page)) - before;
        };
        assert.ok((await wheel(-120)) < 0, 'the wheel scrolls the page');
        await page.keyboard.down('Control');
        assert.equal(await wheel(-120), 0);
        await page.keyboard.up('Control');
        await canvas(page).focus();
        assert.equal(await wheel(-120), 0);
        await page.keyboard.press('Escape');
        assert.ok((await wheel(-120)) < 0, 'Escape leaves the graph');
      }),
    );

    it('lets one finger scroll the page; two move and zoom it', () =>
      bench.visit(address, 'graph.html', PHONE, async (page) => {
        await isDrawn(page);
        assert.equal(await page.locator('#graph\\.touch').isVisible(), true);
        const { x, y } = await middle(page);
        const before = await scrolled(page);
        await swipe(page, [{ x, y: y + 60 }, { x, y: y + 160 }]);
        assert.ok((await scrolled(page)) < before, 'the page is scrolled');
        const at = await middle(page);
        const still = [await scrolled(page), await picture(page)];
        await swipe(page, [{ x: at.x - 30, y: at.y }, { x: at.x - 90, y: at.y + 90 }], [{ x: at.x + 30, y: at.y }, { x: at.x + 90, y: at.y + 90 }]);
        assert.equal(await scrolled(page), still[0]);
        assert.notEqual(await picture(page), still[1]);
        assert.equal(await page.evaluate(() => visualViewport.scale), 1);
        assert.ok(page.url().endsWith('/graph.html'));
        assert.equal(await status(page), '');
      }),
    );

    it('names a note at the first tap, with a link, and opens it at the second', () =>
      bench.visit(address, 'graph.html', PHONE, async (page) => {
        const { title, url } = await mostLinked(page);
        await page.locator('[name=find]').fill(title);
        await page.locator('[name=find]').press('Enter');
        // It is found and in the middle; Escape leaves it.
        await page.keyboard.press('Escape');
        assert.equal(await status(page), '');
        await page.waitForTimeout(200);
        const { x, y } = await middle(page);
        await page.touchscreen.tap(x, y);
        await page.waitForFunction(() => document.querySelector('.graph [role=status] a'));
        assert.ok(page.url().endsWith('/graph.html'), 'the first tap opens nothing');
        assert.equal(await page.locator('.graph [role=status] a').evaluate((link) => link.href), url);
        await page.touchscreen.tap(x, y);
        await page.waitForURL(url);
      }),
    );

    it('draws the note that is looked at last and fades the others', () =>
      bench.visit(address, 'graph.html', DESK, async (page) => {
        const { title } = await mostLinked(page);
        await page.locator('[name=find]').fill(title);
        await page.locator('[name=find]').press('Enter');
        await page.waitForTimeout(300);
        const [seen, want] = await canvas(page).evaluate((map) => {
          const pixel = map.getContext('2d').getImageData(map.width / 2, map.height / 2, 1, 1).data;
          return [[...pixel.slice(0, 3)].join(), getComputedStyle(map).outlineColor.match(/\d+/g).join()];
        });
        assert.equal(seen, want);
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
        assert.ok(drawn.length > 0 && drawn.length <= 10);
        assert.deepEqual(drawn.filter((href) => !listed.includes(href)), []);
        const names = await picture.locator('text').evaluateAll((texts) =>
          texts.map((text) => text.textContent.trim() && getComputedStyle(text).opacity));
        assert.deepEqual([...new Set(names)], ['1'], 'every dot has a name that is seen');
        const goal = await picture.locator('a').last().getAttribute('href');
        await picture.locator('a').last().focus();
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.href.endsWith(goal.replace(/^(\.\.?\/)+/, '')));
      }),
    );
  });
}
