// axe reports no violations, in either colour scheme, on a desktop and on a phone, with everything unfolded.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import axe from 'axe-core';
import { openBench, PATIENCE } from './lib/bench.js';
import { plantSite, serve } from './lib/garden.js';

const bench = await openBench({ languages: true });
// Parts that need settings, or that occur on few pages only.
const planted = await serve(
  plantSite(
    'a garden with everything',
    {
      'site.toml': 'title = "Everything"\ncontent = "."\nproperties = ["soil"]\n[history]\nenabled = true\nmessages = true\ncontributors = "all"\n[theme]\nfootnotes = "side"\ntrail = true\n',
      'Heap.md': '---\nauthors: [Ann, Ben]\naliases: [Compost heap]\ncreated: 2024-03-02\nupdated: 2025-04-05\nstatus: seedling\nsoil: [clay, sand]\ntags: [soil]\n---\nIt steams.[^1] Turn it. ^turn\n\n## Heat\n\nMuch.\n\n[^1]: Beside the text.\n',
      'Bed.md': 'To [[Heap#Heat]] and [[Heap#^turn]], on [[240302]]. #soil\n',
      'Path.md': 'It passes the compost heap, and nothing else. #soil\n',
      '240405.md': 'Dug at [[Heap]].\n',
    },
    { history: true },
  ),
  '/',
);
after(() => Promise.all([bench.close(), planted.close()]));

// A phone differs in layout only; its colours are those of the desktop.
const SCREENS = [
  { screen: 'in light on a desk', colorScheme: 'light', width: 1440 },
  { screen: 'in dark on a desk', colorScheme: 'dark', width: 1440 },
  { screen: 'in light on a phone', colorScheme: 'light', width: 390 },
];
// There are many pages, and axe examines all of each.
const SLOWLY = { timeout: 3 * PATIENCE.timeout };
// The pages' own content security policy would block axe.
const AXE_MAY_RUN = { bypassCSP: true };

for (const { name, address, kinds } of bench.sites) {
  describe(`the accessibility of the ${name}`, SLOWLY, () => {
    for (const [kind, file] of kinds) {
      for (const { screen, colorScheme, width } of SCREENS) {
        it(`the ${kind} page is sound ${screen}`, () => {
          const options = { ...AXE_MAY_RUN, colorScheme, viewport: { width, height: 900 } };
          return bench.visit(address, file, options, async (page) => {
            await page.evaluate(unfold);
            assert.deepEqual(await findViolations(page), []);
          });
        });
      }
    }

    // The colours set by the button take another path than those of the system, and may be wrong on their own.
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

describe('the accessibility of what few gardens have', PATIENCE, () => {
  const holds = {
    'heap.html': ['.properties', '.stage', '.sidenote', '.callers', '.mentions', '.daily'],
    'bed.html': ['.trail li'],
    'changes.html': ['.items p a, .items p bdi'],
    'authors.html': ['.items'],
    'authors/ann.html': ['.items'],
    'days/2024-03-02.html': ['.back'],
  };
  for (const [file, parts] of Object.entries(holds)) {
    for (const { screen, colorScheme, width } of SCREENS) {
      it(`${file} is sound ${screen}, unfolded`, () => {
        const options = { ...AXE_MAY_RUN, colorScheme, viewport: { width, height: 900 } };
        return bench.visit(planted.address, 'heap.html', options, async (page) => {
          // Reached by following a link, so that there is a trail.
          await page.goto(planted.address + file);
          await page.evaluate(unfold);
          for (const part of parts) assert.ok((await page.locator(part).count()) > 0, part);
          assert.deepEqual(await findViolations(page), []);
        });
      });
    }
  }
});

// Runs in the page.
function unfold() {
  for (const details of document.querySelectorAll('details')) details.open = true;
}

async function findViolations(page) {
  await page.addScriptTag({ content: axe.source });
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, help, nodes }) => ({
    rule: `${id}: ${help}`,
    at: nodes.slice(0, 5).map((node) => `${node.target.join(' ')} ${node.html.slice(0, 120)}`),
  }));
}
