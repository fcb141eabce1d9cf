// No page scrolls sideways, from the narrowest phone that WCAG requires to a desktop.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench({ languages: true });
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

// Runs in the page: returns the elements that stick out of the window on either side, innermost first, and whether the
// page can be scrolled there. What sticks out where a line begins is out of reach, and makes the page no wider.
function findOverflow() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const isCut = ({ parentElement }) =>
    parentElement !== document.body && (getComputedStyle(parentElement).overflowX !== 'visible' || isCut(parentElement));
  const sticksOut = (element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 0 && (left < -0.5 || right > clientWidth + 0.5) && !isCut(element);
  };
  const culprits = [...document.body.querySelectorAll('*')]
    .filter(sticksOut)
    .map(({ outerHTML, textContent }) => `${outerHTML.split('>')[0]}> ${textContent.trim().slice(0, 40)}`);
  if (!culprits.length && scrollWidth <= clientWidth) return [];
  return [`${scrollWidth} px in ${clientWidth} px`, ...culprits.reverse().slice(0, 5)];
}
