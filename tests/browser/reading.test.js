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
  'Water/Boxes.md': `~~~\n${'a line of code '.repeat(4)}\n~~~\n\n~~~\n${'a long line '.repeat(40)}\n~~~\n\n| ${'heading | '.repeat(5)}\n|${'---|'.repeat(5)}\n| ${'cell | '.repeat(5)}\n`,
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

describe('the menu of a phone', PATIENCE, () => {
  const state = (page) =>
    page.evaluate(() => ({
      y: Math.round(scrollY),
      isOpen: !!document.querySelector('dialog.drawer[open] nav.rail'),
      focus: document.activeElement.closest('.drawer') ? 'inside' : document.activeElement.className,
      hash: location.hash,
    }));

  it('opens the list over the page, which stays where it is, and gives the focus back', () =>
    opened('rows/row-20.html', 360, 800, async (page, trouble) => {
      await page.evaluate(() => scrollTo(0, 120));
      const { y } = await state(page);
      const closings = [
        () => page.keyboard.press('Escape'),
        () => page.locator('.drawer').getByRole('button', { name: 'Close' }).click(),
        () => page.mouse.click(10, 700),
      ];
      for (const close of closings) {
        // Playwright's own click would scroll.
        const { x, y: at } = await page.locator('.menu').boundingBox();
        await page.mouse.click(x + 20, at + 20);
        await page.locator('.drawer').waitFor();
        assert.deepEqual(await state(page), { y, isOpen: true, focus: 'inside', hash: '' });
        const { top, bottom } = await page.locator('.drawer [aria-current=page]').evaluate((here) => here.getBoundingClientRect().toJSON());
        assert.ok(top > 40 && bottom < 800, `the note of this page is at ${top} px`);
        await close();
        await page.locator('.wrap > nav.rail').waitFor();
        assert.deepEqual(await state(page), { y, isOpen: false, focus: 'button menu', hash: '' });
      }
      assert.equal(await page.locator('main + nav.rail + aside, main + nav.rail:last-child').count(), 1, 'the list is where it was');
      assert.deepEqual(trouble, []);
    }, { hasTouch: true }),
  );

  it('is closed by a link in it, for those who come back', () =>
    opened(LONG, 360, 800, async (page) => {
      await page.locator('.menu').click();
      await page.locator('.drawer').getByRole('link', { name: 'All notes' }).click();
      await page.waitForURL('**/notes.html');
      await page.goBack();
      assert.equal(await page.locator('.drawer').count(), 0);
      assert.equal(await page.locator('.wrap > nav.rail').count(), 1);
    }),
  );

  it('leads to the list without a script, in one column after the text', () =>
    opened('rows/row-20.html', 360, 800, async (page) => {
      await page.locator('.menu').click();
      assert.equal((await state(page)).hash, '#site.nav');
      const places = await page.locator('nav.rail ul:has([aria-current]) > li').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left));
      assert.ok(places.length > 10);
      assert.deepEqual([...new Set(places)].length, 1);
      const order = await page.evaluate(() => ['main', 'nav.rail', 'aside'].map((part) => document.querySelector(part)?.getBoundingClientRect().top).filter((top) => top !== undefined));
      assert.deepEqual(order, [...order].sort((a, b) => a - b));
    }, { javaScriptEnabled: false }),
  );
});

describe('the lists beside a note', PATIENCE, () => {
  const seen = (page, selector) =>
    page.locator(selector).evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const found = document.elementFromPoint(left + Math.min(width, 40) / 2, top + height / 2);
      return element.contains(found);
    });

  it('begin with the notes around this one, and leave the ways to other pages in sight', () =>
    opened('rows/row-30.html', 1280, 700, async (page) => {
      assert.equal(await page.evaluate(() => scrollY), 0, 'the page itself stays');
      assert.ok(await seen(page, 'nav.rail [aria-current=page]'));
      assert.ok(await seen(page, 'nav.rail a[href$="graph.html"]'));
    }),
  );

  it('give long contents room, fold what is not read, and end with the backlinks', () =>
    opened(LONG, 1280, 720, async (page) => {
      const toc = page.locator('nav.toc');
      assert.ok((await toc.boundingBox()).height > 400);
      const bit = toc.getByRole('link', { name: 'Bit 12' });
      assert.equal(await bit.isVisible(), false);
      await page.locator('#bit-12').evaluate((heading) => heading.scrollIntoView());
      await bit.waitFor();
      assert.equal(await toc.getByRole('link', { name: 'Bit 3' }).isVisible(), false);
      const last = toc.getByRole('link').last();
      assert.equal(await last.innerText(), '41 notes link here');
      await last.click();
      await page.waitForFunction(() => document.querySelector('.back').getBoundingClientRect().top < 120);
      await page.waitForFunction(() => document.querySelector('.toc [aria-current]')?.hash === '#site.back');
    }),
  );

  it('keep to a part of the window of a phone', () =>
    opened(LONG, 360, 800, async (page) => {
      await page.locator('.contents summary').click();
      assert.ok((await page.locator('.contents').boundingBox()).height < 640);
    }),
  );
});

describe('the Tab key', PATIENCE, () => {
  it('stops at code and tables only where they scroll, and nowhere are they landmarks', () =>
    opened('water/boxes.html', 1280, 800, async (page) => {
      const stops = () => page.locator('main [role=group][tabindex]').evaluateAll((all) => all.map((one) => one.tabIndex));
      await page.waitForFunction(() => document.querySelector('main [role=group]').tabIndex === -1);
      assert.deepEqual(await stops(), [-1, 0, -1]);
      await page.setViewportSize({ width: 320, height: 800 });
      await page.waitForFunction(() => document.querySelector('main [role=group]').tabIndex === 0);
      assert.deepEqual(await stops(), [0, 0, 0]);
      assert.equal(await page.getByRole('region').count(), 0);
    }),
  );
});
