// The page structure that the theme guarantees: other tests, user styles and scripts rely on it.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';
import { follow, ALWAYS, COMPLETE } from './lib/pages.js';

const bench = await openBench();
after(() => bench.close());

for (const { name, address, complete, kinds, pages } of bench.sites) {
  describe(`the structure of the ${name}`, PATIENCE, () => {
    it('has a page of every kind', () => {
      const expected = complete ? COMPLETE : ALWAYS;
      assert.deepEqual(expected.filter((kind) => !kinds.has(kind)), []);
    });

    for (const [file, facts] of pages) {
      if (facts.forwards) continue;
      it(`${file} has one h1, a skip link, a header, a main and a theme button`, () => {
        const { h1, skip, top, main, toggle } = facts;
        assert.deepEqual({ h1, skip, top, main, toggle }, { h1: 1, skip: 1, top: 1, main: 1, toggle: 1 });
        assert.deepEqual(facts.repeatedIds, []);
        assert.deepEqual(facts.home.map((link) => follow(file, link)?.file), ['index.html']);
      });
    }

    for (const [kind, file] of kinds) {
      if (['note', 'folder', 'home', 'canvas'].includes(kind)) continue;
      it(`the ${kind} page is a list and has no article`, () => {
        assert.equal(pages.get(file).articles, 0);
      });
    }

    it('a note is the only article of its page, and its crumbs have a name', async () => {
      const file = kinds.get('note');
      assert.equal(pages.get(file).articles, 1);
      await bench.visit(address, file, {}, async (page) => {
        assert.equal(await page.locator('main article').count(), 1);
        assert.match(await page.locator('nav.crumbs').getAttribute('aria-label'), /\S/);
      });
    });

    // Only in the awkward garden is the note sure to have neighbours, headings and links to it.
    it('a linked note with headings has both rails and its backlinks', { skip: !complete }, () =>
      bench.visit(address, kinds.get('note'), {}, async (page) => {
        for (const part of ['nav.rail', 'aside.rail nav.toc', 'section.back']) {
          assert.equal(await page.locator(part).count(), 1, part);
        }
        assert.ok((await page.locator('nav.toc a').count()) >= 3, 'the contents name the headings');
        assert.ok((await page.locator('section.back a').count()) >= 1, 'the backlinks are links');
      }),
    );

    it('the contents say where the reader is, and leave the page where it is', { skip: !complete }, () =>
      bench.visit(address, kinds.get('note'), { viewport: { width: 1280, height: 700 } }, async (page) => {
        const here = page.locator('nav.toc [aria-current="location"]');
        assert.equal(await here.count(), 0, 'nothing is read yet');
        const links = page.locator('nav.toc a');
        for (const at of [1, 0]) {
          await links.nth(at).click();
          const scrolled = await page.evaluate(() => scrollY);
          await here.waitFor();
          await page.waitForFunction((href) => document.querySelector('nav.toc [aria-current]')?.hash === href, await links.nth(at).getAttribute('href'));
          assert.equal(await page.evaluate(() => scrollY), scrolled);
        }
      }),
    );

    it('where the reader is can be seen in long contents too', { skip: !complete }, () =>
      // In a window as low as this, even a short table of contents has to scroll.
      bench.visit(address, kinds.get('note'), { viewport: { width: 1280, height: 130 } }, async (page) => {
        const seen = () => {
          const link = document.querySelector('nav.toc [aria-current]')?.getBoundingClientRect();
          const rail = document.querySelector('aside.rail').getBoundingClientRect();
          return link && link.top >= rail.top && link.bottom <= rail.bottom;
        };
        const last = await page.locator('nav.toc a').last().getAttribute('href');
        assert.equal(await page.evaluate((href) => {
          const rail = document.querySelector('aside.rail').getBoundingClientRect();
          return document.querySelector(`nav.toc a[href="${href}"]`).getBoundingClientRect().top < rail.bottom;
        }, last), false, 'the last one is out of sight at first');
        await page.evaluate((href) => document.getElementById(decodeURIComponent(href.slice(1))).scrollIntoView(), last);
        await page.waitForFunction(seen);
      }),
    );
  });
}
