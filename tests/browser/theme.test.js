// The colour scheme follows the system until the reader chooses one, and then keeps the choice.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

const OTHER = { light: 'dark', dark: 'light' };

for (const { name, addresses, kinds } of bench.sites) {
  for (const [place, address] of Object.entries(addresses)) {
    describe(`the theme of the ${name} ${place}`, PATIENCE, () => {
      for (const system of ['light', 'dark']) {
        const other = OTHER[system];
        const open = (use) => bench.visit(address, 'index.html', { colorScheme: system }, use);

        it(`starts ${system} on a ${system} system`, () =>
          open(async (page, trouble) => {
            await expectTheme(page, system);
            assert.deepEqual(trouble, []);
          }),
        );

        it(`follows a ${system} system that turns ${other}`, () =>
          open(async (page) => {
            await page.emulateMedia({ colorScheme: other });
            await expectTheme(page, other);
          }),
        );

        it(`turns ${other} and back by the button on a ${system} system`, () =>
          open(async (page, trouble) => {
            for (const chosen of [other, system]) {
              await page.locator('[data-theme-toggle]').click();
              await expectTheme(page, chosen);
              const kept = await page.evaluate(() => [document.documentElement.dataset.theme ?? null, localStorage.getItem('allotmentTheme')]);
              assert.deepEqual(kept, chosen === system ? [null, null] : [chosen, chosen], 'the choice of the system is not kept');
            }
            assert.deepEqual(trouble, []);
          }),
        );

        it(`keeps the chosen ${other} over a reload and on the next page`, () =>
          open(async (page) => {
            await page.locator('[data-theme-toggle]').click();
            await page.reload();
            await expectTheme(page, other);
            await page.goto(new URL(kinds.get('A to Z'), address).href);
            await expectTheme(page, other);
          }),
        );
      }
    });
  }
}

/** Checks the colours, and the state of the button. Pressed means dark. */
async function expectTheme(page, theme) {
  const pressed = String(theme === 'dark');
  // The button may change a moment later than the colours; three seconds is far more than a moment.
  await page
    .locator(`[data-theme-toggle][aria-pressed="${pressed}"]`)
    .waitFor({ timeout: 3_000 })
    .catch(() => assert.fail(`the button does not say aria-pressed="${pressed}" in ${theme}`));
  assert.equal(await page.evaluate(seenTheme), theme, 'the colours of the page');
}

// Runs in the page: dark or light, by the colour that is painted behind the text.
function seenTheme() {
  const colour = [document.body, document.documentElement]
    .map((element) => getComputedStyle(element).backgroundColor)
    .find((value) => value !== 'rgba(0, 0, 0, 0)');
  // A canvas converts any notation of a colour to numbers.
  const pen = document.createElement('canvas').getContext('2d');
  pen.fillStyle = colour ?? 'white';
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return red + green + blue < 3 * 128 ? 'dark' : 'light';
}
