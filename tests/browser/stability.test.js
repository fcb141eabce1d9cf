// Nothing moves under the reader's eyes while a page loads.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';

const bench = await openBench({ languages: true });
after(() => bench.close());

const SCREENS = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const { name, address, kinds } of bench.sites) {
  describe(`the layout of the ${name}`, PATIENCE, () => {
    for (const [kind, file] of kinds) {
      for (const [screen, viewport] of Object.entries(SCREENS)) {
        it(`the ${kind} page does not shift while it loads on a ${screen}`, () =>
          bench.visit(address, file, { viewport }, async (page) => {
            await page.waitForLoadState('networkidle');
            assert.deepEqual(await page.evaluate(collectShifts), []);
          }),
        );
      }
    }
  });
}

// Runs in the page: returns every layout shift since the load began, with what moved. Invisible ones are left
// out: on a busy machine a page is painted while it is still arriving, and some line may move by a pixel.
async function collectShifts() {
  const shifts = [];
  const write = (list) => {
    for (const { value, sources } of list.getEntries()) {
      if (value < 0.001) continue;
      const moved = sources.map(({ node }) => node?.nodeName ?? 'something gone');
      shifts.push(`${value.toFixed(4)}: ${moved.join(', ')}`);
    }
  };
  const observer = new PerformanceObserver(write);
  observer.observe({ type: 'layout-shift', buffered: true });
  // The buffered entries are delivered on a later turn of the event loop.
  await new Promise((done) => setTimeout(done, 300));
  observer.disconnect();
  return shifts;
}
