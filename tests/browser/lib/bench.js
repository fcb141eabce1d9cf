// What a test file opens: the sites, read and served, and a browser to look at them.

import { launchBrowser, visit } from './browser.js';
import { makeSites, openAddresses } from './garden.js';
import { findKinds, readPages } from './pages.js';

/** No test file needs more than a fraction of this; it ends one that hangs. */
export const PATIENCE = { timeout: 180_000 };

/**
 * Each site: `name`, `folder`, `complete`, `pages` (facts by file), `kinds` (file by kind),
 * `addresses` (by description) and `address`, the plainest of them. `options` are those of `makeSites`.
 */
export async function openBench(options) {
  const made = makeSites(options);
  const browser = await launchBrowser();
  const blank = await browser.newPage();
  const sites = [];
  for (const site of made) {
    const pages = await readPages(site.folder, blank);
    const { addresses, close } = await openAddresses(site.folder);
    const address = addresses['at the root of a host'];
    sites.push({ ...site, pages, kinds: findKinds(pages), addresses, address, close });
  }
  await blank.close();
  return {
    sites,
    visit: (base, file, options, use) => visit(browser, base, file, options, use),
    async close() {
      await browser.close();
      await Promise.all(sites.map((site) => site.close()));
    },
  };
}
