// A garden that is being edited, and the preview of it that its author has open.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BINARY } from './garden.js';
import { encodePath } from './pages.js';

/** Starts a preview of a garden with these files, by path. */
export async function openPreview(files) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'allotment-preview-')));
  const garden = { folder, write, edit, remove };
  for (const [path, text] of Object.entries(files)) write(path, text);
  let program = await start(0);

  // As editors do, so that no half-written file is ever read.
  function write(path, text) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  }
  function edit(path, from, to) {
    const text = readFileSync(join(folder, path), 'utf8');
    if (!text.includes(from)) throw new Error(`${path} does not say ${from}`);
    write(path, text.replace(from, () => to));
  }
  function remove(path) {
    rmSync(join(folder, path));
  }

  // `address` is known as soon as the program has printed it.
  async function start(port) {
    const child = spawn(BINARY, ['--root', folder, 'serve', '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const listening = new Promise((done, fail) => {
      const listen = (bytes) => {
        said += bytes;
        garden.address = said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
        if (garden.address) done();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.on('exit', () => fail(new Error(`the preview ended: ${said}`)));
    });
    await listening;
    return child;
  }
  async function stop() {
    const gone = new Promise((done) => program.once('exit', done));
    program.kill('SIGINT');
    await gone;
  }

  return Object.assign(garden, {
    /**
     * Opens a page, waits until it shows the current state and follows changes, and marks it so that a reload
     * can be noticed.
     */
    async visit(context, file) {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const trouble = [];
      page.on('pageerror', (error) => trouble.push(`script: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/404|ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text())) trouble.push(message.text());
      });
      await page.goto(garden.address + encodePath(file));
      const patience = Date.now() + 20_000;
      // It fails if the page is being reloaded.
      for (let state = ''; state !== 'now'; state = await page.evaluate(markIfOfNow).catch(() => '')) {
        if (Date.now() > patience) throw new Error(`${file} does not follow`);
        // The garden changed while the page was loading: the page was updated, but not loaded in the newest state.
        if (state === 'older') await page.reload();
        await page.waitForTimeout(20);
      }
      return Object.assign(page, { trouble });
    },
    /** Ends the program, calls `between`, and starts the program again at the same port. */
    async restart(between) {
      const port = new URL(garden.address).port;
      await stop();
      await between();
      program = await start(port);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

// If the garden changes while a page is loading, the page may be reloaded, and the mark would be lost. So this
// waits until this very document has received a state, and says whether it was loaded in the current one.
async function markIfOfNow() {
  const isTold = ({ name, responseStatus }) => /\/\.allotment\/state\?.*&file=/.test(name) && responseStatus === 200;
  if (!performance.getEntriesByType('resource').some(isTold)) return '';
  const response = await fetch(`/.allotment/state?page=${encodeURIComponent(location.pathname)}`, { cache: 'no-store' });
  const { generation } = await response.json();
  const own = document.querySelector('script[data-generation]')?.dataset.generation;
  if (own !== String(generation)) return 'older';
  window.mark = 'here';
  return 'now';
}

/** Whether the document is still the one that was opened, and was not reloaded. */
export const isUntouched = (page) => page.evaluate(() => window.mark === 'here');
