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
  const { done, failed, odd, ...answer } = await ask(query);
  assert.deepEqual([done, failed, odd], [true, false, false], query);
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

/** A garden whose notes have files of their own, the titles in the order in which `compost` finds them. */
const large = (() => {
  const filler = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ');
  const notes = Array.from({ length: 7 }, (_, at) => [`Note ${at}.md`, `---\ncreated: 2024-01-0${9 - at}\n---\ncompost ${filler} part${at}\n`]);
  return plantSite('large', { 'site.toml': 'content = "."\n', ...Object.fromEntries(notes) });
})();

test('files that come late or not at all leave the search alive', async () => {
  const { engine, context } = openEngine(large);
  const waiting = [];
  engine.fetch = (name, done) => waiting.push([name, done]);
  const answers = [];
  engine.find('compost word3', 5, (answer) => answers.push(plain(answer)));
  const arrive = async ([name, done], exists) => {
    if (exists) vm.runInContext(readFileSync(join(large, 'search', `${name}.js`), 'utf8'), context);
    done();
    await turn();
    await turn();
  };
  await turn();
  // Files arrive in reverse order, and the last one of a note does not exist.
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
  const { engine, loaded } = openEngine(large);
  const notes = () => loaded.filter((name) => name.startsWith('n-')).length;
  const shown = await new Promise((resolve) => {
    const seen = [];
    engine.find('compost', 5, ({ found, done }) => {
      seen.push([found.length, notes()]);
      if (done) resolve(seen);
    });
  });
  assert.deepEqual(shown[0], [1, 1]);
  assert.deepEqual(shown.at(-1), [5, 5]);
});

test('a best note whose text cannot be loaded does not hold up the others', async () => {
  const { engine } = openEngine(large);
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

test('a phrase is found in a note far down, and only notes that have it are counted', async () => {
  const notes = Array.from({ length: 150 }, (_, at) => [`Heap ${at}.md`, `---\ncreated: 2024-02-02\n---\n${'late frost '.repeat(3)} kills what frost late did not ${at}.\n`]);
  const root = { 'site.toml': 'content = "."\n', 'Old.md': `---\ncreated: 2001-01-01\n---\n${'Weeds and soil. '.repeat(300)} The frost late in May.\n`, ...Object.fromEntries(notes) };
  const { ask } = openEngine(plantSite('phrases', root));
  const { found, total, more } = await ask('"frost late in"');
  assert.deepEqual([found.map(({ url }) => url), total, more], [['old.html'], 1, false]);
  const many = await ask('"frost late"', 5);
  assert.deepEqual([many.found.length, many.total, many.more], [5, 5, true]);
});

test('who stops asking is not called any more', async () => {
  const { engine } = openEngine(garden.site);
  const stop = engine.find('compost', 3, () => assert.fail('called'));
  stop();
  await new Promise((next) => setTimeout(next, 50));
});

test('a phrase is looked for once in each text, however many texts it takes', async () => {
  const notes = Array.from({ length: 40 }, (_, at) => [`Frost ${at}.md`, `Late it came.\n\n${`Word ${at}. `.repeat(700)}\n`]);
  const { engine, ask, loaded } = openEngine(plantSite('phrase', { 'site.toml': 'content = "."\n', ...Object.fromEntries(notes) }));
  const { shard } = engine;
  let looks = 0;
  const counted = ({ suits, ...others }) => ({ ...others, suits: (...of) => ++looks && suits(...of) });
  engine.shard = (name, data) => shard(name, name === 'rare' ? counted(data) : data);
  assert.equal((await ask('"came late"')).total, 0);
  assert.ok(loaded.filter((name) => name.startsWith('n-')).length > 10);
  assert.equal(looks, 40);
});

test('swapped first letters and forms of a word that no note has are understood', async () => {
  const site = plantSite('forms', {
    'site.toml': 'content = "."\n',
    'Walks.md': 'Long walks in the hills.\n',
    'Hen.md': 'How to hatch chickens.\n',
    'Syncing.md': 'To sync is to agree.\n',
  });
  const { ask } = openEngine(site);
  const urls = async (query) => (await ask(query)).found.map(({ url }) => url);
  assert.deepEqual(await urls('ysnc'), ['syncing.html']);
  assert.deepEqual(await urls('walking'), ['walks.html']);
  assert.deepEqual(await urls('chickenry'), ['hen.html']);
});

test('a first or second letter that is missing, wrong or too many is understood', async () => {
  const site = plantSite('first-letters', {
    'site.toml': 'content = "."\n',
    'Ledger.md': 'A blockchain is a list that many keep.\n',
    'Wetland.md': 'Reed and rush.\n',
  });
  const { ask } = openEngine(site);
  const urls = async (query) => (await ask(query)).found.map(({ url }) => url);
  const firsts = ['lockchain', 'vlockchain', 'bblockchain', 'xblockchain', 'lockcha', 'lockhcain'];
  for (const typo of [...firsts, 'bockchain', 'bvockchain', 'bxlockchain', 'bolckchain', 'bockcha', 'bockhcain']) {
    assert.deepEqual(await urls(typo), ['ledger.html'], typo);
  }
  assert.deepEqual((await ask('etland')).corrected, [['etland', ['wetland']]]);
  assert.deepEqual(await urls('eed'), []);
});

test('of a title and another word, a word more common than its correction, and other digits, both engines think the same', async () => {
  const others = Array.from({ length: 26 }, (_, at) => [`${at}.md`, at < 3 ? 'Kept in git.\n' : 'Something else.\n']);
  const filler = 'Leaves that nobody turned lay there for a long winter and a short spring.\n\n'.repeat(9);
  const sections = Array.from({ length: 40 }, (_, at) => `## Section ${at}\n\n${filler}A magicword${at}.\n\n`).join('');
  const site = plantSite('title and word', {
    'site.toml': 'content = "."\n',
    'Git.md': 'It keeps versions.\n',
    'Gita.md': 'Stahel wrote it, on a solarprinciple.\n',
    'Compost.md': 'Compost lives.\n\n## The mix\n\nNot without nitrogen.\n',
    'Long list.md': `---\naliases: [Almanac]\n---\nA list.\n\n${sections}`,
    'Numbers.md': 'سنة ٢٠٢٤ و ۱۳۹۹, १९४७.\n',
    'Raw.md': 'Text <script>var scriptword;</script> after.\n',
    ...Object.fromEntries(others),
  });
  const root = join(site, '../garden');
  const { ask, loaded } = openEngine(site);
  const first = async (query) => (await askBoth(ask, root, query), (await ask(query)).found[0]);
  assert.equal((await first('compost nitrogen')).heading[0], 'the-mix');
  assert.equal((await first('compost')).heading, null);
  assert.ok((await askBoth(ask, root, 'git stash')).includes('Git.md'));
  const before = loaded.length;
  assert.equal((await first('long magicword17 ')).heading[0], 'section-17');
  assert.equal(loaded.slice(before).filter((name) => name.startsWith('n-')).length, 1, loaded.join());
  for (const query of ['long list', 'almanac', 'almanac magicword39', '"long list"', '"list almanac" long', 'one two three four five six seven eight long magicword17']) await askBoth(ask, root, query);
  for (const query of ['2024', '1399 ', '1947', '٢٠٢٤']) assert.equal((await first(query)).title.join(''), 'Numbers', query);
  for (const query of ['solarpunk', 'scriptword']) assert.deepEqual(await askBoth(ask, root, query), [], query);
});

test('of two longer words that say as much about a note, both engines take the same one', async () => {
  // Here, that is quibblex in a name of three words, and quibbley in one of four and more often in the text.
  const title = (title, alias = '') => `---\ntitle: ${title}\naliases: [${alias}]\n---\n`;
  const both = (at) => title(`Quibblex one ${at}`, `Quibbley one two ${at}`) + 'The quibbley. '.repeat(9 * at) + 'leaf '.repeat(90 * at);
  const other = (at) => title(`Quibblez one v${at}`) + 'leaf '.repeat(200 * at);
  const notes = (count, text) => Array.from({ length: count }, (_, at) => [`${text.name} ${at}.md`, text(at)]);
  const short = () => 'Short.\n';
  const files = Object.fromEntries([both, other, short].flatMap((text, at) => notes([12, 12, 150][at], text)));
  const site = plantSite('ties', { 'site.toml': 'content = "."\n', ...files });
  await askBoth(openEngine(site).ask, join(site, '../garden'), 'one quibble');
});

test('of notes with one name the one that is titled so comes first', async () => {
  const note = (created, more = '') => `---\ncreated: ${created}\n${more}---\nA tool.\n`;
  const site = plantSite('titles', {
    'site.toml': 'content = "."\n',
    'C++.md': note('2021-01-01'),
    'C#.md': note('2022-01-01'),
    'C.md': note('2023-01-01'),
    'Nix Package Manager.md': note('2024-01-01', 'aliases: [NixOS]\n'),
    'NixOS.md': note('2020-01-01'),
  });
  const { ask } = openEngine(site);
  const titles = async (query) => (await ask(query)).found.map(({ title }) => title.join(''));
  assert.equal((await titles('nixos'))[0], 'NixOS');
  assert.equal((await titles('C++'))[0], 'C++');
  assert.equal((await titles('c#'))[0], 'C#');
});

test('notes that many link to come before others that say as much', async () => {
  const links = Array.from({ length: 9 }, (_, at) => [`Link ${at}.md`, 'See [[Older]].\n']);
  const site = plantSite('linked', {
    'site.toml': 'content = "."\n',
    'Older.md': '---\ncreated: 2020-01-01\n---\nAbout quinces.\n',
    'Newer.md': '---\ncreated: 2024-01-01\n---\nAbout quinces.\n',
    ...Object.fromEntries(links),
  });
  const { ask } = openEngine(site);
  assert.equal((await ask('quinces')).found[0].url, 'older.html');
});

test('a letter that is being typed does not narrow the other words', async () => {
  const site = plantSite('letters', {
    'site.toml': 'content = "."\n',
    'Source Chain.md': 'Each agent has a source chain.\n',
    'Liberal Arts.md': 'Appendix C names a source.\n',
  });
  const { ask } = openEngine(site);
  assert.deepEqual((await ask('source c')).found.map(({ url }) => url), ['source-chain.html', 'liberal-arts.html']);
});
