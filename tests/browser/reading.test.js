// A long note can be read from any of its links: headings land where the eye is, the lists beside it show where one is,
// and a phone finds the way to other notes without losing the place.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, serve } from './lib/garden.js';

const paragraphs = (count) => Array.from({ length: count }, () => 'Words that fill a line or two of the page, and then some more of them.\n').join('\n');
const part = (_, at) => `## Part ${at}\n\n${paragraphs(4)}\n### Piece ${at}\n\n#### Bit ${at}\n\n${paragraphs(2)}`;
const rows = Array.from({ length: 40 }, (_, at) => [`Rows/Row ${String(at).padStart(2, '0')}.md`, `Beside [[Long]], in row ${at}.\n`]);
const site = plantSite('reading', {
  'site.toml': 'content = "."\n',
  'index.md': '# A garden\n\nWelcome to [[Long]].\n',
  'Beds/Long.md': `See [[Row 01]].\n\n${Array.from({ length: 20 }, part).join('\n')}`,
  'Water/Rain.md': '---\ncreated: 2024-03-02\n---\nFalls as in [[2024-03-01]].\n',
  ...Object.fromEntries(rows),
});
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});
const LONG = 'beds/long.html';
const opened = (file, width, height, use, options = {}) =>
  visit(browser, server.address, file, { viewport: { width, height }, ...options }, use);

describe('a link to a heading', PATIENCE, () => {
  for (const [width, height] of [[1280, 900], [1280, 540], [360, 800]]) {
    it(`shows it right below the head of a window of ${width} × ${height}`, () =>
      opened(LONG, width, height, async (page) => {
        await page.goto(`${page.url()}#part-7`);
        const gap = () => {
          const { bottom } = document.querySelector('.top').getBoundingClientRect();
          return document.getElementById('part-7').getBoundingClientRect().top - bottom;
        };
        await page.waitForFunction(() => scrollY > 300);
        const space = await page.evaluate(gap);
        assert.ok(space >= 0 && space < 40, `${space} px`);
        if (width > 900) await page.waitForFunction(() => document.querySelector('.toc [aria-current]')?.hash === '#part-7');
      }),
    );
  }
});

describe('letters of twice the usual size', PATIENCE, () => {
  for (const file of ['index.html', LONG, 'timeline.html', 'on-this-day.html']) {
    it(`leave most of a phone's window to ${file}, and fit into it`, async () => {
      const large = await launchBrowser('--blink-settings=defaultFontSize=32');
      try {
        await visit(large, server.address, file, { viewport: { width: 360, height: 800 } }, async (page) => {
          const [head, width] = await page.evaluate(() => {
            scrollTo(0, 300);
            return [document.querySelector('.top').getBoundingClientRect(), document.documentElement.scrollWidth];
          });
          assert.equal(width, 360);
          assert.ok(head.height < 250, `the head is ${head.height} px high`);
          assert.ok(head.bottom <= 0, 'it goes away with the page');
        });
      } finally {
        await large.close();
      }
    });
  }
});
