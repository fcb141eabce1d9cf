// The sites under test, and the small servers that they are read through.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ARABIC, JAPANESE } from './languages.js';

const HERE = fileURLToPath(new URL('..', import.meta.url));
export const REPOSITORY = resolve(HERE, '../..');
export const BINARY = resolve(process.env.ALLOTMENT_BIN ?? join(REPOSITORY, 'target/release/allotment'));

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};

/**
 * Builds the sites to test: the garden that ships with the project and one made to be awkward; with `languages`,
 * also one from right to left and one without blanks. `ALLOTMENT_SITE` names a folder that is built already, to be
 * tested instead of all.
 */
export function makeSites({ languages = false } = {}) {
  if (process.env.ALLOTMENT_SITE) {
    const folder = realpathSync(process.env.ALLOTMENT_SITE);
    return [{ name: basename(folder), folder, complete: false }];
  }
  return [
    buildSite('starter garden', () => REPOSITORY),
    buildSite('awkward garden', copyAwkwardGarden, { complete: true }),
    ...(languages ? [buildSite('Arabic garden', planting(ARABIC)), buildSite('Japanese garden', planting(JAPANESE))] : []),
  ];
}

/**
 * Builds a site from notes made up by a test and returns it: `files` has their texts by path. `history` commits
 * them first.
 */
export function plantSite(name, files, { history = false } = {}) {
  return buildSite(name, planting(files, history)).folder;
}

function planting(files, history = false) {
  return (workshop) => {
    const garden = join(workshop, 'garden');
    write(garden, files);
    if (history) commit(garden);
    return garden;
  };
}

function write(garden, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(garden, path)), { recursive: true });
    writeFileSync(join(garden, path), text);
  }
}

function commit(garden) {
  const git = (...args) => execFileSync('git', ['-C', garden, ...args], { stdio: 'pipe' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@garden.example', 'commit', '--quiet', '--message', 'Plant everything');
}

// `complete` promises that the garden has what every kind of page is made from.
function buildSite(name, findGarden, { complete = false } = {}) {
  if (!existsSync(BINARY)) {
    throw new Error(`no binary at ${BINARY}: run \`cargo build --release\`, or set ALLOTMENT_BIN`);
  }
  // The real path, because browsers use it in file addresses, and the addresses are compared.
  const workshop = realpathSync(mkdtempSync(join(tmpdir(), 'allotment-browser-')));
  // On exit, because a test that fails early or hangs never reaches its own end.
  process.on('exit', () => rmSync(workshop, { recursive: true, force: true }));
  const folder = join(workshop, 'site');
  execFileSync(BINARY, ['--root', findGarden(workshop), 'build', '-o', folder], { stdio: 'pipe' });
  return { name, folder, complete };
}

// A copy outside the repository: it has no site.toml, so it also tests a bare folder of notes.
function copyAwkwardGarden(workshop) {
  const garden = join(workshop, 'garden');
  cpSync(join(HERE, 'garden'), garden, { recursive: true });
  // More links to one note than are listed below it.
  const rows = Array.from({ length: 45 }, (_, at) => [`Rows/Row ${at}.md`, `Beside [[Café & tea]] in row ${at}.\n`]);
  write(garden, Object.fromEntries(rows));
  return garden;
}

/** Returns what the program writes to standard output in a garden; finding nothing is not a failure. */
export function runProgram(root, args) {
  const { stdout, status, stderr } = spawnSync(BINARY, ['--root', root, ...args], { encoding: 'utf8' });
  if (status > 1) throw new Error(`allotment ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** Makes the garden that searches are tested on: the starter's notes and those of tests/search/garden. */
export function makeSearchGarden() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'allotment-search-')));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  for (const notes of ['content', 'tests/search/garden']) {
    cpSync(join(REPOSITORY, notes), join(root, 'content'), { recursive: true });
  }
  writeFileSync(join(root, 'site.toml'), 'title = "To search in"\n');
  const site = join(root, 'public');
  runProgram(root, ['build', '-o', site]);
  return { root, site };
}

/** The places a site must work from, each with the address of its top folder. */
export async function openAddresses(folder) {
  const [root, below] = await Promise.all([serve(folder, '/'), serve(folder, '/sub/path/')]);
  return {
    addresses: {
      'at the root of a host': root.address,
      'under a sub-path': below.address,
      'from a folder on disk': `${pathToFileURL(folder).href}/`,
    },
    close: () => Promise.all([root.close(), below.close()]),
  };
}

/** Serves `folder` under `prefix` and nothing else, as a plain host without rewriting would. */
export async function serve(folder, prefix) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    // Browsers request this from every host on their own; it says nothing about the site.
    if (path === '/favicon.ico') return response.writeHead(204).end();
    const inside = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : null;
    try {
      if (inside === null) throw new Error('outside the site');
      const bytes = await readFile(join(folder, inside));
      response.writeHead(200, { 'content-type': TYPES[extname(inside)] ?? 'application/octet-stream' });
      response.end(bytes);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${server.address().port}${prefix}`,
    close: () => {
      // Chromium keeps connections open, and `close` alone would wait for them.
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
