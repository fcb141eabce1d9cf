// Elements are aligned where the eye looks for them.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench({ languages: true });
after(() => bench.close());

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 } };
const box = (page, selector) => page.locator(selector).first().boundingBox();
const style = (page, selector, name) =>
  page.locator(selector).first().evaluate((element, name) => getComputedStyle(element)[name], name);

/** Returns how far from the window's edge the text of an element begins, without its padding. */
const begins = (page, selector) =>
  page.locator(selector).first().evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right } = range.getBoundingClientRect();
    const { direction } = getComputedStyle(document.documentElement);
    return direction === 'rtl' ? document.documentElement.clientWidth - right : left;
  });

for (const { name, address, complete, kinds } of bench.sites) {
  describe(`the places on pages of the ${name}`, PATIENCE, () => {
    it('the name of the site stands above the names of its pages', () =>
      bench.visit(address, kinds.get('note'), DESK, async (page) => {
        const edge = await begins(page, '.top .name');
        for (const selector of ['nav.rail .folder', 'nav.rail li > a']) {
          const left = await begins(page, selector);
          assert.ok(Math.abs(left - edge) < 1.5, `${selector} begins at ${left}, the name at ${edge}`);
        }
      }),
    );

    it('a phone has a way to the other pages, and a desk needs none', async () => {
      await bench.visit(address, kinds.get('note'), PHONE, async (page) => {
        await page.locator('.menu').click();
        await page.waitForFunction(() => {
          const { top, bottom } = document.querySelector('nav.rail').getBoundingClientRect();
          return top < innerHeight && bottom > 0;
        });
      });
      await bench.visit(address, kinds.get('note'), DESK, async (page) => {
        assert.equal(await page.locator('.menu').isVisible(), false);
      });
    });

    it('the head of a phone is one line high, with targets for a thumb', () =>
      bench.visit(address, 'index.html', PHONE, async (page) => {
        assert.ok((await box(page, '.top')).height < 80);
        for (const button of await page.locator('.top .button').all()) {
          const { width, height } = await button.boundingBox();
          assert.ok(width >= 40 && height >= 40, `${width} × ${height}`);
        }
      }),
    );

    it('the last crumb is cut before it takes a second line', () =>
      bench.visit(address, kinds.get('note'), PHONE, async (page) => {
        const last = await box(page, '.crumbs li:last-child');
        assert.ok(last.height < 30, `${last.height} px`);
      }),
    );

    it('all of the map, with what zooms it, fits into the window', async () => {
      for (const screen of [DESK, PHONE]) {
        await bench.visit(address, 'graph.html', screen, async (page) => {
          const { y, height } = await box(page, '.graph .zoom');
          assert.ok(y + height <= screen.viewport.height, `zoom ends at ${y + height}`);
        });
      }
    });

    it('the months of a year begin on one line', { skip: !kinds.has('year') }, () =>
      bench.visit(address, kinds.get('year'), PHONE, async (page) => {
        const heights = await page.locator('.calendar caption').evaluateAll((all) => all.map((one) => one.offsetHeight));
        assert.ok(heights.length > 0);
        assert.deepEqual([...new Set(heights)].length, 1, `${heights}`);
      }),
    );

    it('words around a link look the same on a page of their own', { skip: !complete }, () =>
      bench.visit(address, kinds.get('backlinks'), DESK, async (page) => {
        const own = [await style(page, '.context', 'fontSize'), await style(page, '.context', 'color')];
        await page.goto(new URL(kinds.get('note'), address).href);
        assert.deepEqual(own, [await style(page, '.context', 'fontSize'), await style(page, '.context', 'color')]);
      }),
    );
  });
}
