// axe finds nothing to complain about, in either colour scheme, on a desk and on a phone.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

// What a phone adds is another layout; its colours are the desk's.
const SCREENS = [
  { screen: 'in light on a desk', colorScheme: 'light', width: 1440 },
  { screen: 'in dark on a desk', colorScheme: 'dark', width: 1440 },
  { screen: 'in light on a phone', colorScheme: 'light', width: 390 },
];
// The pages' own policy would refuse the script that axe is.
const AXE_MAY_RUN = { bypassCSP: true };

for (const { name, address, kinds } of bench.sites) {
  describe(`the accessibility of the ${name}`, PATIENCE, () => {
    for (const [kind, file] of kinds) {
      for (const { screen, colorScheme, width } of SCREENS) {
        it(`the ${kind} page is sound ${screen}`, () => {
          const options = { ...AXE_MAY_RUN, colorScheme, viewport: { width, height: 900 } };
          return bench.visit(address, file, options, async (page) => {
            assert.deepEqual(await findViolations(page), []);
          });
        });
      }
    }

    // The button's colours come by another way than the system's, and can be wrong on their own.
    for (const colorScheme of ['light', 'dark']) {
      it(`a note is sound in the colours that the button gives on a ${colorScheme} system`, () =>
        bench.visit(address, kinds.get('note'), { ...AXE_MAY_RUN, colorScheme }, async (page) => {
          await page.locator('[data-theme-toggle]').click();
          assert.deepEqual(await findViolations(page), []);
        }),
      );
    }
  });
}

async function findViolations(page) {
  await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    at: nodes.slice(0, 5).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 120)}`),
  }));
}
