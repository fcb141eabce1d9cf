// With scripts off, a garden can still be read and navigated.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

const SCRIPTS_OFF = { javaScriptEnabled: false };

for (const { name, addresses, kinds } of bench.sites) {
  for (const [place, address] of Object.entries(addresses)) {
    describe(`without scripts, the ${name} ${place}`, PATIENCE, () => {
      for (const [kind, file] of kinds) {
        it(`the ${kind} page shows its text and leads to other pages`, () =>
          bench.visit(address, file, SCRIPTS_OFF, async (page, trouble) => {
            const heading = await page.locator('h1').innerText();
            const text = await page.locator('#main').innerText();
            assert.match(heading, /\S/);
            assert.match(text.replace(heading, ''), /\w/, 'main says more than the title');
            for (const link of await linksToPages(page, address)) {
              await page.goto(link);
              assert.ok(await page.locator('h1').isVisible(), `${link} shows a page`);
            }
            assert.deepEqual(trouble, []);
          }),
        );
      }
    });
  }
}

// One link of each part of the page is enough here: links.test.js follows all of them.
async function linksToPages(page, address) {
  const found = await page.evaluate(() =>
    ['header', 'nav', 'main', 'aside', 'footer'].map((part) =>
      [...document.querySelectorAll(`${part} a[href]`)]
        .filter((link) => link.checkVisibility())
        // In an SVG drawing, the property `href` is not a string.
        .map((link) => new URL(link.getAttribute('href'), document.baseURI).href),
    ),
  );
  const here = page.url().split('#')[0];
  const first = found.map((links) =>
    links.find((link) => link.startsWith(address) && link.split('#')[0] !== here),
  );
  const links = [...new Set(first.filter(Boolean))];
  assert.ok(links.length > 0, 'the page has links that can be seen');
  return links;
}
