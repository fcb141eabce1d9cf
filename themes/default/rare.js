// What few queries need: operators (see query.rs), filters, and corrections of misspelt words (see spelling.rs). search.js
// loads this as if it were a file of the index, so it must not contain characters that such a file must not contain.
allotmentSearch.shard('rare', (() => {
  const [RUN, fold, formsOf, add, range, gather, notesOf, notesIn] = allotmentSearch.inside;
  const PART = /(-(?!-))?(tag:|in:|before:|after:|#(?!\d+(?!\S)))?(?:["“”]([^"“”]*)["“”]?|(\S+))/gi;

  // Returns the edit distance from a word to another, or to the nearest of its beginnings; a number above the
  // limit if it is larger.
  const distance = (word, other, limit, isBeginning) => {
    if (!word) return isBeginning ? 0 : other.length;
    if (word[0] === other[0]) return distance(word.slice(1), other.slice(1), limit, isBeginning);
    if (!limit) return 9;
    const further = (i, j) => distance(word.slice(i), other.slice(j), limit - 1, isBeginning) + 1;
    const isSwapped = word[0] === other[1] && word[1] === other[0];
    return Math.min(further(1, 1), further(1, 0), other ? further(0, 1) : 9, isSwapped ? further(2, 2) : 9);
  };

  // The words in these files that are nearest to a word.
  const near = (form, prefix, files) => {
    // A word that is listed without its first or second letter has that one at its end.
    const whole = (word) => word.replace(/^(?:-|\.(.))(.*)(.)$/u, '$1$3$2');
    const words = [...new Map(gather(files).map(([word, level]) => [whole(word), level]))].sort();
    for (const isBeginning of [false, prefix]) {
      let least = form.length > 7 ? 2 : 1;
      let found = [];
      for (const [word, level] of words) {
        const away = distance(form, word, least, isBeginning);
        if (least > away) found = [];
        if (least >= away) found.push([word, level, (least = away)]);
      }
      // The sort is stable: of two equals, the first one stays first.
      if (found[0]) return found.sort((a, b) => b[1] - a[1]).slice(0, 3);
    }
    return [];
  };

  // The most common words that differ in up to three last letters only.
  const akin = (form) => {
    const signs = [...form];
    for (let cut = 1; 4 > cut; cut++) {
      const begin = signs.slice(0, -cut).join('');
      if (!begin[3]) break;
      const found = [];
      for (const [forms, packed] of gather(range('w', begin).slice(0, 2))) {
        const word = forms.find((other) => other.startsWith(begin) && begin.length + 4 > other.length);
        if (word) found.push([word, packed.length, 2]);
      }
      if (found[0]) return found.sort((a, b) => b[1] - a[1]).slice(0, 3);
    }
    return [];
  };

  // The key of a day, a month or a year; false if the text is none.
  const day = (text) => {
    const isDay = /^((\d\d){2,4}|\d{4}(-\d\d?){1,2})$/.test(text);
    return isDay && '@' + text.replace(/^(?=\d{6}$)/, '20').replace(/-(\d)\b/g, '0$1').replace(/-/g, '');
  };

  return {
    // Adds to a query what a text with operators asks for.
    parse: (text, query) => {
      // Up to four filters before the words do not count for the length of a query.
      let ahead = 0;
      let most = 4;
      for (const part of text.matchAll(PART)) {
        if (!part[2] || !most--) break;
        ahead = part.index + part[0].length + 1;
      }
      text = text.slice(0, ahead + 200);
      text.replace(PART, (part, not, operator = '', quoted, bare, at) => {
        const said = bare || quoted;
        const kind = operator[0]?.toLowerCase();
        if (kind === 'b' || kind === 'a') {
          const key = day(said);
          if (!key) return;
          // Of several bounds the narrowest counts.
          if ((kind === 'b') !== !not) query.from = [query.from, key].sort()[1];
          else if (!query.to || query.to > key) query.to = key;
        } else if (kind) {
          const name = said.replace(kind === 'i' ? /^\/+|\/+$/g : /^#+/, '');
          const key = (kind === 'i' ? '/' : '#') + name.replace(RUN, fold).replace(/[\s"“”]/g, '-').replace(/\p{Cc}/gu, '');
          if (name) query[not ? 'not_filters' : 'filters'].push(key);
        } else if (!/^(tag|in|before|after):$/i.test(said)) {
          const forms = formsOf(said);
          if (not) {
            if (forms[0]) query.without.push(forms);
            return;
          }
          if (!bare && forms[1]) query.phrases.push(forms);
          add(query, forms, !!bare, !text[at + part.length]);
        }
      });
    },

    // Returns a test whether a note passes the filters and exclusions of a query.
    passes: ({ filters, not_filters, without, from, to }) => {
      const all = filters.map(notesOf);
      if (from || to) {
        from ||= '@';
        to ||= '@a';
        all.push(notesIn(gather(range('w', from, to)).filter(([[key]]) => key >= from && to > key)));
      }
      const not = not_filters.concat(...without.filter((forms) => !forms[1])).map(notesOf);
      return (note) => all.every((some) => some.has(note)) && !not.some((some) => some.has(note));
    },

    // Whether the names and sections of a note have all phrases of a query and none of those that are excluded.
    suits: ({ phrases, without }, names, sections) => {
      const texts = [...names, ...sections.flatMap(([text, heading]) => [text, heading])];
      const has = (phrase) => texts.some((text) => ` ${formsOf(text).join(' ')} `.includes(` ${phrase.join(' ')} `));
      return phrases.every(has) && !without.some((phrase) => phrase[1] && has(phrase));
    },

    // The probable corrections of a word, each with its level and its distance. First the words with the same two
    // letters are looked at; then those for a first letter that is wrong, missing, one too many, or swapped with the
    // second; then also those for a second letter.
    meant: (form, prefix) => {
      const [a, b, c = '\0', d = '\0', e = '\0'] = form;
      const one = (begin) => range('s', begin).slice(0, 1);
      const without = (mark, ...begins) => begins.flatMap((begin) => one(mark + begin));
      const first = without('-', b + c + d, a + b + c, c + d + e, a + c + d);
      const both = first.concat(without('.', a + c + d, a + b + c, a + d + e, a + b + d));
      for (const [files, most] of [[one(a + b), 2], [first, 1], [both, 2]]) {
        const words = near(form, prefix, files);
        // What is not loaded yet may have the word.
        if (most >= words[0]?.[2] || files.filter((name) => !gather([name])[0])[0]) return words;
      }
      return akin(form);
    },
  };
})());
