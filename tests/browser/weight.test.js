// What a reader has to wait for: a note of 1 500 words with its style sheet and its script, in bytes as a host
// sends them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { PATIENCE } from './lib/bench.js';
import { launchBrowser, visit } from './lib/browser.js';
import { plantSite, REPOSITORY, serve } from './lib/garden.js';

const WORDS = 1500;
const PAGE_AND_SHEET = 14 * 1024;
const SCRIPTS = 4 * 1024;

const site = plantSite('weight', garden(200));
const larger = plantSite('weight in a larger garden', garden(800));
const server = await serve(site, '/');
const browser = await launchBrowser();
after(async () => {
  await browser.close();
  await server.close();
});

describe('a note of 1 500 words', PATIENCE, () => {
  it('weighs little with its sheet and its script, asks nobody else, and does not shift', async (test) => {
    const weights = { document: 0, stylesheet: 0, script: 0 };
    await visit(browser, server.address, 'long.html', { viewport: { width: 390, height: 844 } }, async (page, trouble) => {
      page.on('request', (request) => {
        const kind = request.resourceType();
        weights[kind] = (weights[kind] ?? 0) + weigh(request.url().slice(server.address.length));
      });
      // Once more, since the first load was over before anybody listened.
      await page.reload();
      await page.waitForLoadState('networkidle');
      assert.deepEqual(trouble, []);
      assert.deepEqual(await page.evaluate(shifts), []);
      const words = (await page.locator('article').innerText()).split(/\s+/).length;
      assert.ok(words >= WORDS, `the note has ${words} words`);
    });
    test.diagnostic(JSON.stringify(weights));
    const { document, stylesheet, script, ...others } = weights;
    assert.deepEqual(Object.keys(others), ['other'], 'and the icon');
    assert.ok(document > 3000 && stylesheet > 1000 && script > 500, 'all of them were weighed');
    assert.ok(document + stylesheet <= PAGE_AND_SHEET, `the page has ${document} and its sheet ${stylesheet} bytes`);
    assert.ok(script <= SCRIPTS, `the scripts have ${script} bytes`);
  });

  it('does not grow with the garden', () => {
    const [small, large] = [site, larger].map((folder) => weigh('long.html', folder));
    assert.ok(Math.abs(large - small) < 100, `${small} bytes among 200 notes, ${large} among 800`);
  });
});

/** Returns how many bytes a host sends for a file. */
function weigh(file, folder = site) {
  return gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
}

/**
 * Returns a garden of this many notes in one folder, with one long note that eight link to and that links to twenty.
 */
function garden(count) {
  const files = { 'index.md': '# Garden\n\nTo [[Long]].\n', 'Long.md': longNote() };
  for (let at = 0; at < count; at++) {
    const ways = [1, 7, 31].map((step) => `[[Note ${(at + step) % count}]]`);
    const long = at < 8 ? ' Some of it is told in [[Long]], at length and with all that belongs to it.' : '';
    files[`Note ${at}.md`] = `---\ncreated: 2024-0${1 + (at % 9)}-1${at % 9}\ntags: [bed/${at % 12}]\n---\nFrom here to ${ways.join(', to ')}.${long}\n`;
  }
  return files;
}

/** The words are those of the starter garden, since made-up words compress too well or too badly. */
function longNote() {
  const content = join(REPOSITORY, 'content');
  const notes = readdirSync(content, { recursive: true }).filter((path) => path.endsWith('.md')).sort();
  const isText = (paragraph) => /^[A-Z*]/.test(paragraph) && !/^(Created|Tags):/.test(paragraph);
  const paragraphs = notes
    .flatMap((path) => readFileSync(join(content, path), 'utf8').split(/\n\n+/))
    .filter(isText)
    .map((paragraph) => paragraph.replace(/!?\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]/g, '$1'));
  const parts = ['---\ncreated: 2024-05-05\nupdated: 2025-06-01\ntags: [bed/1, bed/2, bed/3]\nstatus: budding\n---'];
  for (let words = 0, at = 0; words < WORDS; at++) {
    if (at % 4 === 0) parts.push(`## Part ${at / 4 + 1}`);
    parts.push(`${paragraphs[at]} See [[Note ${at}]].`);
    words += paragraphs[at].split(/\s+/).length;
  }
  return parts.join('\n\n');
}

// Runs in the page: returns how far elements moved while it loaded.
async function shifts() {
  const found = [];
  const observer = new PerformanceObserver((list) => found.push(...list.getEntries().map(({ value }) => value)));
  observer.observe({ type: 'layout-shift', buffered: true });
  await new Promise((done) => setTimeout(done, 300));
  observer.disconnect();
  return found;
}
