// How long the palette takes from a key press to its results once their files are loaded, in Chromium: `node
// typing.js SITE`. It types titles character by character, first to load what they need, then four times. It
// prints the times of the script with the layout that follows it: by the clock, the processor time that the
// page's thread got in it, and by the clock for the fastest round of each key press. If the clock shows more
// than the processor, the machine was busy with something else. It tests nothing.

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
    await browser.startTracing(page, { categories: ['-*', 'blink.user_timing'] });
    for (let round = 0; round < ROUNDS; round++) await page.evaluate(type, queries);
    const times = timesOf(await browser.stopTracing());
    const named = (time, at) => ({ time, query: queries[at % queries.length] });
    print('by the clock', times.map(([clock], at) => named(clock, at)));
    print('of the processor', times.map(([, processor], at) => named(processor, at)));
    const rounds = (at) => times.filter((_, other) => other % queries.length === at);
    print('fastest rounds by the clock', queries.map((_, at) => named(Math.min(...rounds(at).map(([clock]) => clock)), at)));
  });
} finally {
  await browser.close();
}

/** For each traced key press, in order: milliseconds by the clock, and of processor time in the page's thread. */
function timesOf(trace) {
  const marks = JSON.parse(trace).traceEvents.filter(({ name }) => name === 'press' || name === 'shown');
  marks.sort((a, b) => a.ts - b.ts);
  const times = [];
  for (let at = 0; at < marks.length; at += 2) {
    const [press, shown] = marks.slice(at, at + 2);
    times.push([(shown.ts - press.ts) / 1000, (shown.tts - press.tts) / 1000]);
  }
  return times;
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

/** Runs in the page: enters each query, marks how long that took, and waits until all of its files are loaded. */
async function type(queries) {
  const input = document.querySelector('dialog[open] input');
  for (const query of queries) {
    performance.mark('press');
    input.value = query;
    input.dispatchEvent(new Event('input'));
    document.body.getBoundingClientRect();
    performance.mark('shown');
    await new Promise((next) => setTimeout(next, 30));
  }
}
