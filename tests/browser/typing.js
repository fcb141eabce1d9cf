// How long the palette takes from a key press to its results once their files are there, in Chromium:
// `node typing.js SITE`. It types titles sign by sign, first to load what they need, then four times, and prints the times
// of the script with the layout that follows it: of all key presses, and of each one's fastest round. What is slow in one
// round and not in the others is the machine, or the browser as it frees memory. It tests nothing.

import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { launchBrowser, visit } from './lib/browser.js';

const TITLES = 30;
const ROUNDS = 4;

const site = realpathSync(process.argv[2]);
const browser = await launchBrowser();
try {
  await visit(browser, `${pathToFileURL(site).href}/`, 'index.html', { viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.keyboard.press('Control+k');
    await page.locator('dialog[open] input').waitFor();
    const queries = titles().flatMap((title) => Array.from(title, (_, end) => title.slice(0, end + 1)));
    await page.evaluate(type, queries);
    const rounds = [];
    while (rounds.length < ROUNDS) rounds.push(await page.evaluate(type, queries));
    const named = (time, at) => ({ time, query: queries[at] });
    print('all', rounds.flatMap((times) => times.map(named)));
    print('fastest rounds', queries.map((_, at) => named(Math.min(...rounds.map((times) => times[at])), at)));
  });
} finally {
  await browser.close();
}

function print(name, times) {
  times.sort((a, b) => a.time - b.time);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  for (const share of [0.5, 0.9, 0.99, 1]) console.log(`${name}: ${share * 100} % of ${times.length}: ${at(share).time.toFixed(1)} ms, ${JSON.stringify(at(share).query)}`);
}

function titles() {
  const names = readdirSync(join(site, 'search')).filter((name) => /^n-\w+\.js$/.test(name)).sort();
  const found = [];
  const shard = (name, notes) => found.push(notes[0][0]);
  const every = Math.ceil(names.length / TITLES);
  for (const name of names.filter((_, at) => at % every === 0)) {
    vm.runInNewContext(readFileSync(join(site, 'search', name), 'utf8'), { allotmentSearch: { shard } });
  }
  return found;
}

/** In the page: enters each query, waits until all of its files are there, and tells how long that took. */
async function type(queries) {
  const input = document.querySelector('dialog[open] input');
  const times = [];
  for (const query of queries) {
    const begun = performance.now();
    input.value = query;
    input.dispatchEvent(new Event('input'));
    document.body.getBoundingClientRect();
    times.push(performance.now() - begun);
    await new Promise((next) => setTimeout(next, 30));
  }
  return times;
}
