// Every kind of page opens without errors in the console, from every place where a site can lie.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench();
after(() => bench.close());

for (const { name, addresses, kinds } of bench.sites) {
  for (const [place, address] of Object.entries(addresses)) {
    describe(`the ${name} ${place}`, PATIENCE, () => {
      for (const [kind, file] of kinds) {
        it(`opens the ${kind} page without errors and without leaving the site`, () =>
          bench.visit(address, file, {}, async (page, trouble) => {
            // Scripts may request more after the load event; wait until they are done.
            await page.waitForLoadState('networkidle');
            assert.deepEqual(trouble, []);
            assert.ok(await page.locator('h1').isVisible());
          }),
        );
      }
    });
  }
}
