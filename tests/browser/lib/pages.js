// The pages of a built site: facts parsed from their HTML, their links, and their kinds.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Returns every file of the site, with `/` between folders. */
export function listFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join('/'))
    .sort();
}

/** Returns the facts of every page of the site, by file name. `blank` is a browser page used as a parser. */
export async function readPages(folder, blank) {
  const pages = new Map();
  for (const file of listFiles(folder)) {
    if (!file.endsWith('.html')) continue;
    pages.set(file, await blank.evaluate(readFacts, readFileSync(join(folder, file), 'utf8')));
  }
  return pages;
}

// Runs in the browser, whose HTML parser is the one that counts. DOMParser runs no scripts, so these are the
// facts of the page as it was written.
function readFacts(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const count = (selector) => page.querySelectorAll(selector).length;
  const all = (selector, name) =>
    [...page.querySelectorAll(selector)].map((element) => element.getAttribute(name));
  const pictures = all('[srcset]', 'srcset').flatMap((set) =>
    set.split(/,\s+/).map((candidate) => candidate.trim().split(/\s+/)[0]),
  );
  const refresh = all('meta[http-equiv="refresh" i]', 'content').map((content) =>
    content.replace(/^[^=]*=\s*/, '').replace(/^'(.*)'$/, '$1'),
  );
  return {
    // An old address that only redirects the reader; it needs no more than its link.
    forwards: refresh.length > 0,
    size: page.querySelector('article')?.innerHTML.length ?? 0,
    h1: count('h1'),
    articles: count('article'),
    main: count('main#main'),
    skip: count('a.skip[href="#main"]'),
    top: count('header.top'),
    toggle: count('button[data-theme-toggle]'),
    home: all('header.top a.name', 'href'),
    crumbs: all('nav.crumbs a[href]', 'href'),
    mainLinks: all('main a[href]', 'href'),
    links: [
      ...all('[href]', 'href'),
      ...all('[src]', 'src'),
      ...all('[poster]', 'poster'),
      ...all('object[data]', 'data'),
      ...all('form[action]', 'action'),
      ...pictures,
      ...refresh,
    ],
    ids: [...all('[id]', 'id'), ...all('a[name]', 'name')],
    repeatedIds: all('[id]', 'id').filter((id, at, ids) => ids.indexOf(id) !== at),
  };
}

/**
 * Returns where a link on the page `from` leads: `{ file, fragment }` inside the site, `{ broken }` with the
 * reason, or null if it leads elsewhere on the web.
 */
export function follow(from, link) {
  const top = 'http://garden.invalid/top/';
  try {
    const url = new URL(link, top + encodePath(from));
    if (url.origin !== new URL(top).origin) return null;
    if (!url.href.startsWith(top)) return { broken: 'leaves the folder of the site' };
    const file = decodeURIComponent(url.pathname.slice(new URL(top).pathname.length));
    // On a disk there is no host to turn a folder into its index.html.
    if (file === '' || file.endsWith('/')) return { broken: 'names a folder, not a file' };
    return { file, fragment: decodeURIComponent(url.hash.slice(1)) };
  } catch (error) {
    return { broken: error.message };
  }
}

/** Returns the path of a file percent-encoded for an address. */
export function encodePath(file) {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** Returns one page of each kind that the site has, by the name of the kind. */
export function findKinds(pages) {
  const fixed = {
    home: 'index.html',
    tags: 'tags.html',
    timeline: 'timeline.html',
    'A to Z': 'notes.html',
    wanted: 'wanted.html',
    search: 'search.html',
    graph: 'graph.html',
    'on this day': 'on-this-day.html',
    tended: 'tended.html',
    changes: 'changes.html',
    authors: 'authors.html',
    404: '404.html',
  };
  const isFixed = (file) => Object.values(fixed).includes(file);
  // The pages that `from` links to in the given list of its links, except those known by name.
  const leadsTo = (from, list) =>
    (pages.get(from)?.[list] ?? [])
      .map((link) => follow(from, link)?.file)
      .filter((file) => pages.has(file) && !isFixed(file));
  const isList = (file) => pages.get(file).articles === 0;
  const first = (is) => [...pages.keys()].find(is);

  const notes = [...pages.keys()].filter((file) => !isFixed(file) && !isList(file) && !file.endsWith('.canvas.html'));
  // The longest note has the most in it that can go wrong.
  const longest = notes.reduce((a, b) => (a && pages.get(a).size >= pages.get(b).size ? a : b), undefined);
  const found = {
    ...fixed,
    note: longest,
    folder: notes.flatMap((note) => leadsTo(note, 'crumbs')).find((file) => file !== longest),
    tag: leadsTo('tags.html', 'mainLinks').find(isList),
    day: first((file) => file.startsWith('days/') && isList(file)),
    lens: first((file) => file.startsWith('lenses/') && isList(file)),
    author: first((file) => file.startsWith('authors/') && isList(file)),
    backlinks: first((file) => file.endsWith('-backlinks.html') && isList(file)),
    canvas: first((file) => file.endsWith('.canvas.html')),
    words: leadsTo('search.html', 'mainLinks').find((file) => file.startsWith('search/words.')),
    year: leadsTo('timeline.html', 'mainLinks').find((file) => isList(file) && /\b\d{4}\b/.test(file)),
  };
  return new Map(Object.entries(found).filter(([, file]) => pages.has(file)));
}

/** The kinds of page that every garden has whatever is in it, and those a complete one has. */
export const ALWAYS = ['home', 'note', 'A to Z', 'search', 'graph', '404'];
export const COMPLETE = [...ALWAYS, 'folder', 'tags', 'tag', 'timeline', 'year', 'wanted', 'backlinks', 'canvas'];
