// Takes screenshots of a built site for people to look at:
//   node shots.js <site folder> <out folder> [page ...]
// Without pages it takes one of each kind.

import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, visit } from './lib/browser.js';
import { serve } from './lib/garden.js';
import { findKinds, readPages } from './lib/pages.js';

const WIDTHS = [1920, 1280, 768, 360];
const SCHEMES = ['light', 'dark'];

const [site, out, ...chosen] = process.argv.slice(2);
if (!site || !out) {
  console.error('usage: node shots.js <site folder> <out folder> [page ...]');
  process.exit(2);
}

const folder = realpathSync(site);
mkdirSync(out, { recursive: true });
const browser = await launchBrowser();
const server = await serve(folder, '/');
try {
  for (const file of chosen.length > 0 ? chosen : await oneOfEachKind()) {
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) await shoot(file, width, colorScheme);
    }
  }
} finally {
  await server.close();
  await browser.close();
}

async function oneOfEachKind() {
  const blank = await browser.newPage();
  const kinds = findKinds(await readPages(folder, blank));
  await blank.close();
  return kinds.values();
}

async function shoot(file, width, colorScheme) {
  const options = { colorScheme, viewport: { width, height: 900 } };
  await visit(browser, server.address, file, options, async (page, trouble) => {
    const name = `${file.replace(/\.html$/, '').replaceAll('/', '-')}.${width}.${colorScheme}.png`;
    await page.screenshot({ path: join(out, name), fullPage: true });
    console.log([join(out, name), ...trouble].join('\n  '));
  });
}
