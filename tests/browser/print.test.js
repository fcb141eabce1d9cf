// Printed pages: nothing is cut off, and nothing that is only useful on a screen is printed.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const card = (id, x, y) => ({ id, type: 'text', text: `Card ${id}`, x, y, width: 300, height: 120 });
const site = plantSite('print', {
  'site.toml': 'content = "."\n[theme]\ntrail = true\n',
  'B.md': 'Some words.\n\n> [!tip] Water\n> In the morning.\n',
  'A.md': 'To [[B]] and [[Plan.canvas]].\n\n$$\n\\frac{\\sum_{i=1}^{n} x_i^2}{\\sqrt{n}}\n$$\n\n```rust\nfn main() {}\n```\n',
  'Plan.canvas': JSON.stringify({ nodes: [card('a', 0, 0), card('b', 2400, 1800)], edges: [] }),
});
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});
// The width of the text on an A4 page.
const PAPER = { viewport: { width: 680, height: 900 } };
const opened = (file, use) =>
  visit(browser, server.address, file, PAPER, async (page) => {
    await page.emulateMedia({ media: 'print' });
    await use(page);
  });

describe('print', PATIENCE, () => {
  it('a canvas is on the page as a whole', () =>
    opened('plan.canvas.html', async (page) => {
      const [plane, picture] = await Promise.all(['.plane', '.plane svg'].map((part) => page.locator(part).boundingBox()));
      assert.ok(picture.width <= 680 && picture.width <= plane.width + 1, `${picture.width} px`);
      assert.ok(picture.height <= plane.height + 1, `${picture.height} of ${plane.height} px`);
    }),
  );

  it('formulas and code have no bars to scroll with', () =>
    opened('a.html', async (page) => {
      for (const part of ['.math-display', '.code pre']) {
        const [wide, high] = await page.locator(part).evaluate((box) => [
          getComputedStyle(box).overflowX === 'visible' || box.scrollWidth <= box.clientWidth,
          getComputedStyle(box).overflowY === 'visible' || box.scrollHeight <= box.clientHeight,
        ]);
        assert.ok(wide && high, part);
      }
    }),
  );

  it('a screen has them sideways only', () =>
    visit(browser, server.address, 'a.html', PAPER, async (page) => {
      const [way, room] = await page.locator('.math-display').evaluate((box) => [
        getComputedStyle(box).overflowY,
        box.clientHeight - box.firstElementChild.getBoundingClientRect().height,
      ]);
      assert.equal(way, 'hidden');
      assert.ok(room >= 0, `${-room} px are cut off`);
    }),
  );

  it('of the notes that link to one the titles are enough', () =>
    opened('b.html', async (page) => {
      assert.ok(await page.locator('.back a', { hasText: 'A' }).first().isVisible());
      for (const part of ['.context', '.rail', '.crumbs']) assert.equal(await page.locator(part).first().isVisible(), false, part);
      const kept = await page.locator('.callout-title').evaluate((title) => getComputedStyle(title, '::before').printColorAdjust);
      assert.equal(kept, 'exact', 'the icon of a callout, which is drawn as a background');
    }),
  );

  it('the way that a reader came is not printed', () =>
    opened('a.html', async (page) => assert.equal(await page.locator('.trail').isVisible(), false)),
  );
});
