// A reader without a mouse gets past the header with two keys.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

for (const { name, address, kinds } of bench.sites) {
  describe(`the keyboard in the ${name}`, PATIENCE, () => {
    for (const [kind, file] of kinds) {
      it(`Tab shows the skip link of the ${kind} page, and Enter goes to its text`, () =>
        bench.visit(address, file, {}, async (page) => {
          // The search page begins in its field, where its readers want to be, so that Tab goes on from there.
          if (kind === 'search') await page.locator('.skip').focus();
          else await page.keyboard.press('Tab');
          assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
          assert.ok(await page.evaluate(isFocusInView), 'the skip link can be seen');
          await page.keyboard.press('Enter');
          assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
        }),
      );
    }
  });
}

// Runs in the page: whether the centre of the focused element is on the screen, on top and not clipped.
function isFocusInView() {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2) === document.activeElement;
}
