// Every link on every page leads to an existing file, and to an existing place in it.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openBench, PATIENCE } from './lib/bench.js';
import { follow, listFiles } from './lib/pages.js';

const bench = await openBench();
after(() => bench.close());

for (const { name, folder, pages, kinds } of bench.sites) {
  const links = [...pages].flatMap(([from, facts]) =>
    [...new Set(facts.links)].map((link) => ({ from, link, to: follow(from, link) })),
  );
  const say = ({ from, link, to }) => `${from}: ${link}${to.broken ? ` (${to.broken})` : ''}`;

  describe(`the links of the ${name}`, PATIENCE, () => {
    it('are there at all', () => {
      assert.ok(links.filter(({ to }) => to?.file).length >= pages.size);
    });

    it('lead to files that exist', () => {
      // By exact name, as on a case-sensitive disk.
      const files = new Set(listFiles(folder));
      const broken = links.filter(({ to }) => to && (to.broken || !files.has(to.file)));
      assert.deepEqual(broken.map(say), []);
    });

    it('lead to ids that exist', () => {
      const broken = links.filter(
        ({ to }) => to?.fragment && pages.has(to.file) && !hasPlace(pages.get(to.file), to.fragment),
      );
      assert.deepEqual(broken.map(say), []);
    });

    it('reach every kind of page and every note from the home page', () => {
      const reached = new Set(['index.html']);
      // A set that grows during iteration serves as a queue.
      for (const file of reached) {
        const onward = pages.get(file).links.map((link) => follow(file, link)?.file);
        onward.filter((next) => pages.has(next)).forEach((next) => reached.add(next));
      }
      const notes = [...pages].filter(([, facts]) => facts.articles > 0).map(([file]) => file);
      // A host shows the 404 page by itself.
      const wanted = [...kinds.values(), ...notes].filter((file) => file !== '404.html');
      assert.deepEqual(wanted.filter((file) => !reached.has(file)), []);
    });
  });
}

// Browsers support `#top` without an id.
function hasPlace(facts, fragment) {
  return fragment === 'top' || facts.ids.includes(fragment);
}
