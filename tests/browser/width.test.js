// No page scrolls sideways, from the narrowest phone that WCAG requires to a desktop.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

const WIDTHS = [320, 390, 768, 1440];

for (const { name, address, kinds } of bench.sites) {
  describe(`the width of the ${name}`, PATIENCE, () => {
    for (const [kind, file] of kinds) {
      it(`the ${kind} page fits into every screen`, () =>
        bench.visit(address, file, {}, async (page) => {
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 });
            assert.deepEqual(await page.evaluate(findOverflow), []);
          }
        }),
      );
    }
  });
}

// Runs in the page: returns the elements that stick out to the right, innermost first, if the page is wider
// than the window.
function findOverflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const culprits = [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 0.5)
    .map(({ outerHTML, textContent }) => `${outerHTML.split('>')[0]}> ${textContent.trim().slice(0, 40)}`);
  return [`${scrollWidth} px in ${clientWidth} px`, ...culprits.reverse().slice(0, 5)];
}
