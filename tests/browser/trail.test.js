// The trail of notes that the reader came along, for gardens that enable it.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const site = plantSite('trail', {
  'site.toml': 'content = "."\n[theme]\ntrail = true\n',
  'A.md': 'To [[B]].\n',
  'B.md': 'To [[C]].\n',
  'C.md': '---\ntitle: "<b>C</b>"\n---\nTo [[A]].\n',
});
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});
const trail = (page) => page.getByRole('navigation', { name: 'The way you came' });

describe('the trail', PATIENCE, () => {
  it('grows from note to note, and is cut where a reader comes back', () =>
    visit(browser, server.address, 'a.html', {}, async (page, trouble) => {
      assert.equal(await trail(page).getByRole('link').count(), 0);
      for (const name of ['B', 'C']) {
        await page.locator('article').getByRole('link', { name }).click();
        await page.waitForURL(new RegExp(`${name.toLowerCase()}\\.html$`));
      }
      assert.deepEqual(await trail(page).getByRole('link').allInnerTexts(), ['A', 'B']);
      await page.locator('article').getByRole('link', { name: 'A' }).click();
      await page.waitForURL(/a\.html$/);
      assert.equal(await trail(page).getByRole('link').count(), 0);
      await page.goto(`${server.address}c.html`);
      await page.goto(`${server.address}b.html`);
      assert.deepEqual(await trail(page).getByRole('link').allInnerTexts(), ['A', '<b>C</b>']);
      assert.deepEqual(trouble, []);
    }));

  it('moves nothing when it comes', () =>
    visit(browser, server.address, 'a.html', {}, async (page) => {
      await page.locator('article').getByRole('link', { name: 'B' }).click();
      const shift = await page.evaluate(
        () =>
          new Promise((done) => {
            new PerformanceObserver((list) => done(list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done([]), 300);
          }),
      );
      assert.deepEqual(shift, []);
    }));
});
