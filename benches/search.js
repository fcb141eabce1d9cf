// What a reader of a built site transfers for a query: `node benches/search.js SITE…`. It runs the engine that
// the site has, as a browser would with an empty cache for each query, and prints bytes as gzip -9 packs them.

const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const vm = require('node:vm');
const { gzipSync } = require('node:zlib');

const QUERIES = 40;
/** Hits that the palette shows at first. */
const HITS = 5;

const packed = new Map();
const weigh = (path) => {
  if (!packed.has(path)) packed.set(path, gzipSync(readFileSync(path), { level: 9 }).length);
  return packed.get(path);
};

/** The script and the first file of the index, which are one file. */
const rootOf = (site) => join(site, 'search/root.js');

/** Starts an engine that has only its first file; `files` lists the paths of what it loads from then on. */
function engineOf(site) {
  const context = vm.createContext({ document: { currentScript: { src: 'https://garden.example/search/root.js?1' } }, URL, setTimeout: setImmediate });
  vm.runInContext(readFileSync(rootOf(site), 'utf8'), context);
  const engine = vm.runInContext('allotmentSearch', context);
  const files = [];
  engine.fetch = (name, done) => {
    const path = join(site, 'search', `${name}.js`);
    files.push(path);
    vm.runInContext(readFileSync(path, 'utf8'), context);
    setImmediate(done);
  };
  return { engine, files };
}

/** Asks a new engine. Returns what it loaded in all, and what it had requested when it showed the first hit. */
async function ask(site, query) {
  const { engine, files } = engineOf(site);
  const load = () => ({ requests: files.length, bytes: files.reduce((sum, path) => sum + weigh(path), 0) });
  let first;
  await new Promise((resolve) =>
    engine.find(query, HITS, (answer) => {
      if (answer.found[0]) first ??= load();
      if (answer.done) resolve();
    }),
  );
  return { ...load(), first: first ?? load(), files };
}

/** The texts of every so many notes, in an order that is always the same. */
function notesOf(site) {
  const names = readdirSync(join(site, 'search')).filter((name) => /^n-\w+\.js$/.test(name)).sort();
  const every = Math.ceil(names.length / 400);
  const notes = [];
  const read = (name, take) => vm.runInNewContext(readFileSync(join(site, 'search', name), 'utf8'), { allotmentSearch: { shard: take } });
  const textOf = ([, , , , , , sections]) => sections.map(([text, heading]) => `${heading} ${text}`).join(' ');
  const take = (name, data) => {
    for (const note of data) {
      const texts = [textOf(note)];
      // Further parts of a long note are in files of their own.
      for (const part of (note[7] ?? []).slice(1)) read(`${name}-${part}.js`, (_, [further]) => texts.push(textOf(further)));
      notes.push({ title: note[0], text: texts.join(' ') });
    }
  };
  for (const name of names.filter((_, at) => at % every === 0)) read(name, take);
  return notes;
}

function queriesOf(notes) {
  const split = (text) => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const counts = new Map();
  for (const { text } of notes) for (const word of new Set(split(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  let seed = 1;
  const below = (most) => (seed = (seed * 48271) % 2147483647) % most;
  const some = (list, count) => Array.from({ length: count }, () => list[below(list.length)]);
  const repeat = (make) => Array.from({ length: QUERIES }, () => make(notes[below(notes.length)]) + ' ');
  const kinds = { 'nothing typed yet': [''], titles: repeat(({ title }) => title) };
  for (const count of [1, 2, 3, 4, 5]) {
    kinds[`${count} of a note`] = repeat(({ text }) => some(split(text), count).join(' '));
    kinds[`${count} of the 400 commonest`] = repeat(() => some(common.slice(0, 400), count).join(' '));
  }
  const long = (text) => split(text).filter((word) => word.length > 4);
  const misspelt = (change) => repeat(({ text }) => some(long(text).length ? long(text) : ['nothing'], 1).map(change).join());
  kinds['a wrong letter'] = misspelt((word) => `${word.slice(0, 2)}z${word.slice(3)}`);
  kinds['a wrong second letter'] = misspelt((word) => `${word[0]}z${word.slice(2)}`);
  kinds['a wrong first letter'] = misspelt((word) => `z${word.slice(1)}`);
  kinds['no first letter'] = misspelt((word) => word.slice(1));
  kinds['the 40 commonest'] = common.slice(0, QUERIES).map((word) => word + ' ');
  return kinds;
}

const kilo = (bytes) => (bytes / 1000).toFixed(1).padStart(6);

async function measure(site) {
  const lines = readFileSync(rootOf(site), 'utf8').trimEnd().split('\n');
  const script = gzipSync(lines.slice(0, -1).join('\n'), { level: 9 }).length;
  console.log(`\n${site}: ${kilo(weigh(rootOf(site)))} kB come before the first answer, ${kilo(script)} kB of them are the script`);
  for (const [kind, queries] of Object.entries(queriesOf(notesOf(site)))) {
    const asked = [];
    for (const query of queries) asked.push({ query, ...(await ask(site, query)) });
    asked.sort((a, b) => a.bytes - b.bytes);
    const half = Math.floor(asked.length / 2);
    // With the file that has the script.
    const count = (requestsOf) => {
      const counts = asked.map((load) => requestsOf(load) + 1).sort((a, b) => a - b);
      return `${counts[half]} and ${counts.at(-1)} at most`;
    };
    const firsts = asked.map(({ first }) => first.bytes).sort((a, b) => a - b);
    const most = asked.at(-1);
    const kinds = {};
    for (const path of most.files) {
      const key = path.split('/').pop()[0];
      kinds[key] = `${+(kinds[key]?.split('=')[0] ?? 0) + 1}=${(+(kinds[key]?.split('=')[1] ?? 0) + weigh(path) / 1000).toFixed(1)}`;
    }
    console.log(
      `  ${kind.padEnd(24)} ${kilo(asked[half].bytes)} kB, ${kilo(asked[Math.floor(asked.length * 0.9)].bytes)} of ten nine, ${kilo(most.bytes)} at most, ${kilo(firsts[half])} and ${kilo(firsts.at(-1))} to the first hit; requests to the first hit ${count(({ first }) => first.requests)}, to five ${count(({ requests }) => requests)}; ${JSON.stringify(kinds)} "${most.query.trim()}"`,
    );
  }
}

(async () => {
  for (const site of process.argv.slice(2)) await measure(site);
})();
