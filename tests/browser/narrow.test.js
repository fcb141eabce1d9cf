// Wide or deep content in a narrow window: a canvas, breadcrumbs of many folders, form fields in rows.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const card = (id, x, y) => ({ id, type: 'text', text: `Card ${id}`, x, y, width: 300, height: 120 });
const site = plantSite('narrow', {
  'site.toml': 'content = "."\n',
  'Beds/East/Upper row/Third bed/Corner/Kale.md': '---\ncreated: 2024-03-02\ntags: [green]\n---\nIt likes [[Sun]], [[Rain]].\n',
  'Sun.md': 'Warms [[Rain]], as in [[Plan.canvas]] and [[Tower.canvas]].\n',
  'Rain.md': 'Falls.\n',
  'Tower.canvas': JSON.stringify({ nodes: [card('a', 0, 0), card('b', 0, 2600)], edges: [] }),
  'Wide.md': `$$\n${'a_1 + '.repeat(60)}b\n$$\n\nand\n\n$$\na\n$$\n`,
  'Plan.canvas': JSON.stringify({ nodes: [card('a', 2000, 0), card('b', 0, 2600)], edges: [] }),
});
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});
const opened = (file, width, use) => visit(browser, server.address, file, { viewport: { width, height: 800 } }, use);
const KALE = 'beds/east/upper-row/third-bed/corner/kale.html';

describe('a narrow window', PATIENCE, () => {
  it('begins a canvas with a card, not with its empty corner', () =>
    opened('plan.canvas.html', 390, async (page, trouble) => {
      const isSeen = () => {
        const { left, right, top, bottom } = document.querySelector('.plane').getBoundingClientRect();
        const boxes = [...document.querySelectorAll('.plane .box')].map((box) => box.getBoundingClientRect());
        return boxes.some((box) => box.left >= left && box.left < right && box.top >= top && box.bottom < bottom);
      };
      assert.ok(await page.evaluate(isSeen));
      assert.equal(await page.evaluate(() => scrollX + scrollY), 0, 'the page itself stays where it is');
      assert.deepEqual(trouble, []);
    }),
  );

  it('shows the whole of a canvas on request', () =>
    opened('plan.canvas.html', 390, async (page, trouble) => {
      const hidden = () => page.locator('.plane').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      const button = page.locator('.scale button');
      assert.ok((await hidden()) > 0);
      await button.click();
      assert.deepEqual([await hidden(), await button.getAttribute('aria-pressed')], [0, 'true']);
      await button.click();
      assert.ok((await hidden()) > 0, 'and its real size again');
      assert.deepEqual(trouble, []);
    }),
  );

  it('shows the whole of a canvas that is only too tall', () =>
    opened('tower.canvas.html', 1280, async (page) => {
      const plane = () =>
        page.locator('.plane').evaluate(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => [scrollHeight - clientHeight, scrollWidth - clientWidth]);
      const button = page.locator('.scale button');
      assert.ok((await plane())[0] > 0);
      await button.click();
      assert.deepEqual(await plane(), [0, 0]);
      const { height } = await page.locator('.plane').boundingBox();
      assert.ok(height <= 800, `${height} px`);
      await button.click();
      assert.ok((await plane())[0] > 0, 'and its real size again');
    }),
  );

  it('lets the keyboard scroll a formula that is wider, and skips one that fits', () =>
    opened('wide.html', 390, async (page) => {
      const formulas = page.getByRole('group', { name: 'Formula' });
      await page.waitForFunction(() => document.querySelectorAll('.math-display')[1]?.tabIndex === -1);
      assert.deepEqual(await formulas.evaluateAll((all) => all.map((one) => one.tabIndex)), [0, -1]);
      await formulas.first().focus();
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction(() => document.activeElement.scrollLeft > 0);
    }),
  );

  it('shows both ends of a long way down, and all of it below the note', () =>
    opened(KALE, 390, async (page) => {
      const names = (selector) =>
        page.locator(selector).evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()));
      assert.deepEqual(await names('.crumbs li'), ['Home', 'Third bed', 'Corner', 'Kale']);
      assert.deepEqual(await names('nav.rail .folder a'), ['Beds', 'East', 'Upper row', 'Third bed', 'Corner']);
    }),
  );

  it('leaves no gap beside fields to choose with', () =>
    opened('search.html', 390, async (page) => {
      await page.locator('.search').waitFor();
      const [form, ...labels] = await page
        .locator('.search, .search label')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect()).map(({ top, right }) => ({ top, right })));
      assert.equal(labels.length, 3);
      const rows = new Map();
      for (const { top, right } of labels) rows.set(top, Math.max(right, rows.get(top) ?? 0));
      for (const end of rows.values()) assert.ok(Math.abs(end - form.right) < 1, `${end} of ${form.right}`);
    }),
  );
});

describe('a wide window', PATIENCE, () => {
  it('shows all of the way down', () =>
    opened(KALE, 1280, async (page) => {
      assert.equal(await page.locator('.crumbs li:visible').count(), 7);
    }),
  );
});
