// The reader's search engine compared with the program's: the same words, the same understanding of a query and
// the same answers down to the last mark, from the files of a built site. This needs no browser; that the
// script runs in one is tested with the palette.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import vm from 'node:vm';

import { makeSearchGarden, plantSite, REPOSITORY, runProgram } from './lib/garden.js';

const read = (name) => JSON.parse(readFileSync(join(REPOSITORY, 'tests/search', name), 'utf8'));
const plain = (value) => JSON.parse(JSON.stringify(value));

/**
 * Runs the engine of a built site in a separate context that can load its files and whose timers fire at once;
 * `loaded` lists the files it requested.
 */
function openEngine(site) {
  const document = { currentScript: { src: 'https://garden.example/search/root.js?1' } };
  const context = vm.createContext({ document, URL, setTimeout: setImmediate });
  vm.runInContext(readFileSync(join(site, 'search/root.js'), 'utf8'), context);
  const engine = vm.runInContext('allotmentSearch', context);
  const loaded = [];
  engine.fetch = (name, done) => {
    loaded.push(name);
    vm.runInContext(readFileSync(join(site, 'search', `${name}.js`), 'utf8'), context);
    setImmediate(done);
  };
  const ask = (query, limit = 10) =>
    new Promise((resolve) => engine.find(query, limit, (answer) => answer.done && resolve(plain(answer))));
  return { engine, ask, loaded, context };
}

const garden = makeSearchGarden();
const { engine, ask } = openEngine(garden.site);

test('words are split and folded as the program does it', () => {
  for (const { text, words } of read('words.json')) {
    const found = engine.words(text).map(([form, start, end, kind]) => [form, text.slice(start, end), kind]);
    assert.deepEqual(plain(found), words, text);
  }
});

test('queries are understood as the program does it', async () => {
  // Days are understood by rare.js.
  await ask('before:2025');
  for (const { text, ...query } of read('queries.json')) assert.deepEqual(plain(engine.parse(text)), query, text);
});

/** Queries the engine and the program, which have to agree, and returns the paths of the notes that both found. */
async function askBoth(ask, root, query) {
  const { done, failed, ...answer } = await ask(query);
  assert.deepEqual([done, failed], [true, false], query);
  const told = JSON.parse(runProgram(root, ['search', '--format', 'json', '--', query]));
  const paths = told.found.map(({ path }) => path);
  for (const found of told.found) delete found.path;
  assert.deepEqual({ query, ...answer }, told, query);
  return paths;
}

/** Returns how many of a list's notes come first, and how many among the first three, in percent. */
async function quality(ask, root, list) {
  const places = [];
  for (const { query, first } of list) places.push((await askBoth(ask, root, query)).indexOf(first));
  const share = (most) => (100 * places.filter((place) => place >= 0 && place < most).length) / list.length;
  return [share(1), share(3)];
}

for (const name of ['quality.json', 'languages.json']) {
  test(`answers are those of the program, and what should be found comes first: ${name}`, async () => {
    const [first, three] = await quality(ask, garden.root, read(name));
    assert.ok(first >= 90 && three >= 97, `${first} % come first and ${three} % among three`);
  });
}

test('answers to odd queries are those of the program', async () => {
  for (const query of read('more.json')) await askBoth(ask, garden.root, query);
});

test('answers from parts of long notes are those of the program', async () => {
  const filler = 'Leaves that nobody turned lay there for a long winter and a short spring.\n\n'.repeat(55);
  const said = { 2: 'A kettle of copper. The temperature matters.', 4: 'A sieve, 堆肥.', 9: '### Temperature\n\nA sieve and a thermometer.', 10: 'The copper kettle sings.' };
  const month = (number) => `## Month ${number}\n\n${filler}${said[number] ?? ''}\n\n`;
  const months = Array.from({ length: 12 }, (_, at) => month(at + 1)).join('');
  const site = plantSite('long notes', {
    'content/Year.md': `---\naliases: [Almanac]\n---\nThe spade stands in the shed.\n\n${months}`,
    'content/One section.md': `Before.\n\n## All of it\n\n${filler.repeat(6)}A sieve at the end.\n`,
    'content/Short.md': 'A copper kettle, a sieve and a spade.\n',
    'site.toml': '',
  });
  const root = join(site, '../garden');
  const { ask, loaded } = openEngine(site);
  await askBoth(ask, root, 'thermometer ');
  assert.deepEqual(loaded.filter((name) => name.startsWith('n-')).length, 1, loaded.join());
  for (const query of ['almanac', 'spade thermometer', 'spade sieve thermometer', 'temperature', '"copper kettle"', '"kettle copper"', '"the copper kettle" spade', 'sieve -"copper kettle"', 'sieve -"sieve and"', '堆肥', 'all sieve', 'sieve', 'siev', 'thermomter', 'in:beds', '', '"leaves that nobody turned lay there for a long winter and a short spring" copper']) {
    await askBoth(ask, root, query);
  }
});

const vault = process.env.ALLOTMENT_HELP_VAULT;
test('what should be found in a help vault comes first', { skip: !vault && 'no ALLOTMENT_HELP_VAULT' }, async () => {
  const root = mkdtempSync(join(tmpdir(), 'allotment-help-'));
  try {
    symlinkSync(vault, join(root, 'content'));
    writeFileSync(join(root, 'site.toml'), '');
    runProgram(root, ['build', '--output', join(root, 'public')]);
    const [first, three] = await quality(openEngine(join(root, 'public')).ask, root, read('help.json'));
    assert.ok(first >= 90 && three >= 97, `${first} % come first and ${three} % among three`);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test('hostile text comes back as text', async () => {
  const [found] = (await ask('quinquereme')).found;
  assert.equal(found.title.join(''), '</script><img src=x onerror=alert(1)> & `markup`');
  assert.equal(found.heading[1].join(''), `"><b>Heading</b> ' onclick='`);
  const files = readdirSync(join(garden.site, 'search'));
  for (const name of files.filter((name) => name.endsWith('.js'))) {
    // The first file starts with the engine, which is followed by the data.
    const script = readFileSync(join(garden.site, 'search', name), 'utf8').split('\n').at(-2);
    assert.doesNotMatch(script, /[<\u2028\u2029]/, name);
    assert.match(script, /^allotmentSearch\.shard\(/, name);
  }
});

test('no query takes long', async () => {
  for (const query of read('hostile.json')) {
    const begun = performance.now();
    await ask(query);
    assert.ok(performance.now() - begun < 250, `${query.slice(0, 40)}: ${performance.now() - begun} ms`);
  }
});

const turn = () => new Promise((next) => setImmediate(next));

test('files that come late or not at all leave the search alive', async () => {
  const { engine, context } = openEngine(garden.site);
  const waiting = [];
  engine.fetch = (name, done) => waiting.push([name, done]);
  const answers = [];
  engine.find('compost temperature', 3, (answer) => answers.push(plain(answer)));
  await turn();
  const arrive = async ([name, done], exists) => {
    if (exists) vm.runInContext(readFileSync(join(garden.site, 'search', `${name}.js`), 'utf8'), context);
    done();
    await turn();
    await turn();
  };
  // Files arrive in reverse order, and of those with notes the last one does not exist.
  while (waiting.length > 0) {
    const next = waiting.pop();
    await arrive(next, !next[0].startsWith('n-') || waiting.length > 0 || answers.length === 0);
  }
  const last = answers.pop();
  assert.deepEqual([last.done, last.failed], [true, true]);
  const urls = last.found.map((found) => found?.url);
  for (const { found } of answers) assert.deepEqual(found.map(({ url }) => url), urls.slice(0, found.length), 'none before it comes later');
  assert.equal(last.found.filter(Boolean).length, last.found.length - 1);
});

test('the best note is shown before the texts of others are requested', async () => {
  const { engine, loaded } = openEngine(garden.site);
  const notes = () => loaded.filter((name) => name.startsWith('n-')).length;
  const shown = await new Promise((resolve) => {
    const seen = [];
    engine.find('compost', 5, ({ found, done }) => {
      seen.push([found.length, notes()]);
      if (done) resolve(seen);
    });
  });
  assert.deepEqual(shown[0], [1, 1]);
  const [last, asked] = shown.at(-1);
  assert.ok(last > 1 && asked > 1, 'the others follow');
});

test('a best note whose text cannot be loaded does not hold up the others', async () => {
  const { engine } = openEngine(garden.site);
  const { fetch } = engine;
  let lost;
  engine.fetch = (name, done) => {
    if (name.startsWith('n-')) lost ??= name;
    if (name === lost) setImmediate(done);
    else fetch(name, done);
  };
  const { found, failed } = await new Promise((resolve) => engine.find('compost', 3, (answer) => answer.done && resolve(plain(answer))));
  assert.ok(failed && !found[0] && found[1] && found[2], JSON.stringify(found));
});

test('who stops asking is not called any more', async () => {
  const { engine } = openEngine(garden.site);
  const stop = engine.find('compost', 3, () => assert.fail('called'));
  stop();
  await new Promise((next) => setTimeout(next, 50));
});
