// The browser, and visits to pages that record whatever goes wrong.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { encodePath } from './pages.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Launches a Chromium of the system, since playwright-core ships none. `CHROMIUM` names another one. */
export function launchBrowser(...further) {
  const places = (process.env.PATH ?? '').split(delimiter);
  const candidates = NAMES.flatMap((name) => places.map((place) => join(place, name)));
  const executablePath = process.env.CHROMIUM ?? candidates.find((file) => existsSync(file));
  if (!executablePath) {
    throw new Error('no Chromium found: install it, or name its program in CHROMIUM');
  }
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', // it can't run as root, as it does in most containers; only our own pages are opened
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // A request to another host must be noticed, and must not get through.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...further,
    ],
  });
}

/**
 * Opens the page `file` of the site at `base` in a fresh context (with Playwright's context `options`), passes
 * it to `use` once it is loaded, and closes it again. `trouble` collects what a reader's console or network
 * panel would show in red.
 */
export async function visit(browser, base, file, options, use) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    // The pages are static and local: what has not arrived by then never will, even on a busy machine.
    page.setDefaultTimeout(20_000);
    page.setDefaultNavigationTimeout(30_000);
    const trouble = watch(page, base);
    await page.goto(base + encodePath(file));
    return await use(page, trouble);
  } finally {
    await context.close();
  }
}

function watch(page, base) {
  const trouble = [];
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A request of a page that was still loading when the test went on to the next one.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    trouble.push(`request failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) trouble.push(`status ${response.status()}: ${response.url()}`);
  });
  page.on('request', (request) => {
    const inside = request.url().startsWith(base) || /^(data|blob):/.test(request.url());
    if (!inside) trouble.push(`request leaves the site: ${request.url()}`);
  });
  return trouble;
}
