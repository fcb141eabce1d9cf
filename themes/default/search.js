// Answers queries from the scripts in search/, each of which is loaded when a query needs it. The first is root.js,
// which begins with this file and palette.js. Follows the rules of src/search/ to the last bit: a change of one has to
// be made in the other. `find` is the entry point; answers have the form that rank.rs documents. Touches the page only
// to load scripts.
var allotmentSearch = (() => {
  const IN_NAME = [0, 40, 30, 24, 20, 17, 15, 13];
  const TYPED = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', ς: 'σ', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك' };
  const RUN = /[\p{L}\p{N}\p{M}\u00ad\u200c\u200d]+/gu;
  const DENSE = /((?:[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}][\p{M}\u00ad\u200c\u200d]*)+)/u;
  const LEFT_OUT = /[^\p{L}\p{N}\p{M}]|[\u0640\u06e5\u06e6]|(?=[\0-\u06ff\u20d0-\u20ff\ufe00-\ufe0f\u{e0100}-\u{e01ef}])\p{M}/gu;

  const shards = {};
  const loads = {};
  let missing = new Set();
  let root;

  // Words: see tokenize.rs.

  const fold = (run) => {
    if (/^[a-z\d]*$/i.test(run)) return run.toLowerCase();
    return run.normalize('NFKD').toLowerCase().replace(LEFT_OUT, '').replace(/./gu, (sign) => TYPED[sign] || sign).normalize('NFC');
  };

  const isDense = (form) => !form.search(DENSE);

  // A word is [form, start, end, kind]; kind 0 is a word, 1 a pair of characters or a single one, 2 the last character of a run.
  const words = (text) => {
    const found = [];
    text.replace(RUN, (run, start) => {
      run.split(DENSE).forEach((part, i) => {
        const form = fold(part);
        const end = start + part.length;
        if (i % 2) {
          const signs = [...form];
          const own = [...part];
          let place;
          let at = start;
          // Some characters are folded to several, such as the Thai sara am, and some to none: these go with the one before.
          let places = own.flatMap((sign) => {
            const several = signs.length === own.length || [...fold(sign)].length;
            if (several) place = [at];
            place[1] = at += sign.length;
            return Array(several).fill(place);
          });
          if (places.length !== signs.length) places = signs.map(() => [start, end]);
          signs.forEach((sign, i) => {
            const next = signs[i + 1] || '';
            found.push([sign + next, places[i][0], (places[i + 1] || places[i])[1], next || !i ? 1 : 2]);
          });
        } else if (form && form.length < 41) found.push([form, start, end, 0]);
        start = end;
      });
    });
    return found;
  };

  const formsOf = (text) => words(text).filter(([, , , kind]) => kind < 2).map(([form]) => form);

  // Queries: see query.rs.

  // Adds words to a query; `bare` ones are in no quotes, and the last one may still be being typed.
  const add = ({ terms }, forms, bare, isEnd) =>
    forms.forEach((form, i) => {
      const prefix = bare && (isDense(form) ? !/../u.test(form) : isEnd && form.length > 1 && !forms[i + 1]);
      const phrase = !bare && forms.length > 1;
      const term = terms.find((term) => term.form === form);
      if (!term) return terms.push({ form, prefix, phrase });
      term.prefix ||= prefix;
      term.phrase ||= phrase;
    });

  const parse = (text) => {
    const query = { terms: [], phrases: [], without: [], filters: [], not_filters: [], from: '', to: '' };
    if (/["“”:#]|(^|\s)-/.test(text)) get('rare')?.parse(text, query);
    else add(query, formsOf((text = text.slice(0, 200))), true, !!formsOf(text.split(/\s/).pop())[0]);
    query.terms.splice(12);
    return query;
  };

  // Files: see root.rs and codec.rs.

  const get = (name) => {
    if (!shards[name]) missing.add(name);
    return shards[name];
  };

  const hash = (word) => {
    let sum = 0x811c9dc5;
    for (let i = 0; i < word.length; i++) sum = Math.imul(sum ^ word.charCodeAt(i), 0x01000193);
    return (sum >>> 0).toString(36);
  };

  const number = (text, at = 0) => {
    const code = text.charCodeAt(at);
    return code - 33 - (code > 34) - (code > 60) - (code > 92);
  };

  const range = (kind, from, to = from + '\uffff') =>
    root[kind].filter((start, i, starts) => (start <= from || start < to) && !(starts[i + 1] <= from)).map((start) => kind + '-' + hash(start));

  const gather = (names) => names.flatMap((name) => get(name) || []);

  const readForm = (text, before) => before.slice(0, number(text)) + text.slice(1);

  // A line is its forms, its packed postings, their total if more are in another file, and the parts of long notes that
  // contain it; or, if it has no postings, the form that has them.
  const shard = (name, data) => {
    const kind = name[0];
    let before = '';
    if (kind === 'w') {
      data = data.split('\n').slice(0, -1).map((text) => {
        const fields = text.split('\t');
        const rest = fields.pop().split(' ');
        const forms = fields.map((field) => (before = readForm(field, before)));
        [before] = forms;
        return [forms, ...rest];
      });
    } else if (kind === 's') {
      data = data.split('\n').slice(0, -1).map((text) => [(before = readForm(text.slice(1), before)), number(text)]);
    } else if (name === 'root') {
      root = data;
      root.counts = [...data.counts].map((sign) => number(sign));
      for (const list of ['w', 's', 'common']) root[list] = data[list].split('\n');
      root.links = [];
      each(data.linked, (note, name, level) => (root.links[note] = level));
    }
    shards[name] = data;
  };

  // Ranks: see rank.rs and score.rs.

  const find = (form) => {
    const has = ([forms, packed, see]) => forms.includes(form) && (packed || see !== form);
    return gather(range('w', form, form)).filter(has).flatMap(home).filter(has);
  };

  const home = (line) => (line[1] ? [line] : find(line[2]));

  const packedOf = ([forms, packed, total], whole) => packed + ((whole && total && get('r-' + hash(forms[0]))) || '');

  const each = (text, call) => {
    let count = 0;
    let name = 0;
    let level = 1;
    let next = 0;
    let high = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = number(text, i);
      if (digit < 8) [name, next] = [digit, 0];
      else if (digit < 13) [level, next] = [digit - 7, 0];
      else if (digit > 62) high = high * 28 + digit - 62;
      else {
        call((next += high * 50 + digit - 13), name, level);
        next++;
        count++;
        high = 0;
      }
    }
    return count;
  };

  const notesIn = (lines) => {
    const notes = new Set();
    for (const line of lines) each(packedOf(line, true), (note) => notes.add(note));
    return notes;
  };

  const notesOf = (form) => notesIn(find(form));

  // The probable corrections of a word that is in no note, by rare.js.
  const meant = (form, prefix) => (form[3] && get('rare')?.meant(form, prefix)) || [];

  const longer = (form) => {
    const rows = [];
    for (const line of gather(range('w', form).slice(0, 2))) {
      const all = line[0].filter((other) => other.startsWith(form)).map((other) => other.length);
      if (!all[0]) continue;
      const share = 5 + ((9 * form.length) / Math.min(...all) | 0);
      for (const row of home(line)) rows.push([row, share]);
    }
    return rows.sort(([a], [b]) => b[1].length - a[1].length).slice(0, 24);
  };

  const expand = ({ form, prefix }, answer) => {
    const rows = find(form).map((line) => [line, 16]);
    if (prefix) rows.push(...longer(form));
    if (!rows[0] && !missing.size) {
      const near = meant(form, prefix);
      for (const [word, , away] of near) rows.push(...find(word).map((line) => [line, away < 2 ? 10 : 7]));
      if (near[0]) answer.corrected.push([form, near.map(([word]) => word)]);
    }
    // Of equal rows, the one that was found first counts.
    return new Map(rows.reverse());
  };

  // A test whether a note passes the filters and exclusions, by rare.js; nothing if there are none.
  const filtered = (query) => {
    const { filters, not_filters, without, from, to } = query;
    if (filters[0] || not_filters[0] || without[0] || from || to) return get('rare')?.passes(query);
  };

  const rank = (text, query, forms, places, answer) => {
    const { terms } = query;
    const { notes, common } = root;
    const isIn = filtered(query);
    const want = (form, i) => forms.set(form, forms.get(form) | (1 << i));
    const isCommon = ({ form, phrase }) => !phrase && common.includes(form);
    const skips = terms.some((term) => !isCommon(term));
    const limit = Math.max(2048, notes >> 5);
    const tokens = [];
    let isPart;
    terms.forEach((term, i) => {
      const { form, phrase } = term;
      // All of these count as one word where the words to show are chosen.
      if (skips && isCommon(term)) return want(form, 12);
      const best = new Int32Array(notes);
      let total = 0;
      const isShort = !phrase && /^\D{1,2}$/.test(form) && !isDense(form);
      for (let [line, share] of expand(term, answer)) {
        // A single letter is mostly the beginning of a word that is still being typed.
        if (isShort && !form[1] && terms[1]) share = 4;
        for (const form of line[0]) want(form, i);
        const whole = isIn || phrase || (terms[1] && line[2] <= limit);
        isPart ||= line[2] && !whole;
        // Of equal worths, the one in the longer name counts.
        const count = each(packedOf(line, whole), (note, name, level) => (best[note] = Math.max(best[note], ((share * (IN_NAME[name] + 2 * level)) << 3) | name)));
        total += +line[2] || count;
        // Two bits for a word and a third one if it is in a heading or a name; from the ninth word on the third is lost.
        // A word that only the note's names have lacks the first one, by which phrases are looked for.
        each(line[3] || '', (part, name, level) => (places[part] |= [, 0x1001000, 0x1001, 0x1001001][level] << i));
      }
      total = Math.min(total, notes);
      const rarity = Math.max(1, Math.round(Math.log((notes + 1) / (total + 0.5)) * 16));
      // How much the word tells notes apart.
      const tells = isShort ? 0 : phrase || total <= Math.min(notes / 3, limit) ? 2 : 1;
      tokens.push([best, rarity, tells]);
    });
    const ranked = [];
    let most = 0;
    let full = 0;
    const tells = Math.max(...tokens.map((token) => token[2]));
    for (const token of tokens) if ((token[2] = token[2] === tells)) full += token[1];
    if (missing.size) return ranked;
    for (let note = notes; note--; ) {
      let points = 0;
      let covered = 0;
      let named = terms.length - tokens.length;
      let name = 0;
      let tells;
      // No destructuring: this is the innermost loop.
      for (const token of tokens) {
        const found = token[0][note];
        if (!found) continue;
        const length = found & 7;
        points += (found >> 3) * token[1];
        if (token[2]) covered += token[1];
        if (length) named++;
        tells ||= length && token[2];
        if (length > name) name = length;
      }
      // Filters alone find notes from the newest on, and an empty query finds all.
      if (!(tokens[0] ? points : isIn || !text.trim()) || (isIn && !isIn(note))) continue;
      const isWhole = named === terms.length;
      if (name && (tells || isWhole)) {
        const part = Math.min(named, name);
        points = (points * (16 + ((16 * part * part) / (name * name) | 0))) >> 4;
        if (part === name && isWhole) points *= 2;
      }
      // Nothing for most notes: NaN is shifted to 0.
      points += (points * root.links[note]) >> 5;
      most = Math.max(most, covered);
      ranked.push([note, points, covered]);
    }
    // If no note has all words, those that have most of them.
    const least = most < full ? most / 2 | 0 : full;
    answer.more = tells < 2 && !!isPart;
    answer.fewer = most < full && !!ranked[0] && !answer.more;
    // The sort is stable: of two equals, the newer one stays first.
    return ranked.filter((note) => note[2] >= least).sort((a, b) => b[1] - a[1]).map(([note]) => note);
  };

  // Parts of long notes: see places.rs.

  // The parts that may contain a phrase, or else the one with the most words of the query.
  const partsOf = (places, forms, phrases) => {
    let known = 0;
    let best = 0;
    let most = 0;
    places.forEach((bits, part) => {
      known |= bits;
      if (count(bits) > count(most)) [best, most] = [part, bits];
    });
    const parts = places.flatMap((bits, part) => (phrases.some((phrase) => phrase.every((form) => (forms.get(form) ?? -1) & (bits | ~known))) ? part : []));
    return parts.length ? parts : [best];
  };

  // What is shown: see snippet.rs.

  const width = ([, , , kind]) => (kind ? 1 : 3);

  const count = (bits) => (bits ? 1 + count(bits & (bits - 1)) : 0);

  const shown = (parts, forms, query) => {
    const mark = (text, list = words(text), from = 0, to = text.length) => {
      const parts = [];
      for (const [form, start, end] of list) {
        if (end > to || !forms.has(form)) continue;
        // Pairs of characters overlap.
        if (start < from) parts.push(parts.pop() + text.slice(from, end));
        else parts.push(text.slice(from, start), text.slice(start, end));
        from = Math.max(from, end);
      }
      return parts.concat(text.slice(from, to));
    };

    // Returns the text, its words, the place near which most words of the query are, and these words as bits.
    const look = (text) => {
      const list = words(text);
      const places = list.map(([form], at) => [at, forms.get(form)]).filter(([, bit]) => bit).slice(0, 300);
      let best = 0;
      let bits = 0;
      places.forEach(([from], i) => {
        let near = 0;
        let wide = 0;
        let at = from;
        for (const [place, bit] of places.slice(i)) {
          while (at < place) wide += width(list[at++]);
          if (wide > 72) break;
          near |= bit;
        }
        if (count(near) > count(bits)) [best, bits] = [from, near];
      });
      return [text, list, best, bits];
    };

    const cut = ([text, list, first], most) => {
      let wide = 0;
      while (first && wide < 9) wide += width(list[--first]);
      let last = first;
      wide = 0;
      while (last < list.length && wide < most) wide += width(list[last++]);
      const from = first && list[first][1];
      const to = last < list.length ? list[last - 1][2] : text.length;
      const parts = mark(text, list.slice(first, last), from, to);
      if (from) parts[0] = '…' + parts[0];
      if (to < text.length) parts.push(parts.pop() + '…');
      return parts;
    };

    const [[title, url, day, folder, tags, aliases]] = parts;
    const sections = parts.flatMap((part) => part[6]);
    const bitsOf = (text) => words(text).reduce((bits, [form]) => bits | forms.get(form), 0);
    if ((query.phrases[0] || query.without[0]) && !get('rare').suits(query, [title, ...aliases], sections)) return;
    const alias = aliases.find((alias) => bitsOf(alias) & ~bitsOf(title));
    const names = bitsOf(title) | bitsOf(alias || '');
    let all = names | bitsOf(tags + ' ' + folder);
    let chosen = 0;
    let most = 0;
    const looked = sections.map(([text, heading, id], i) => {
      const found = look(text);
      const bits = id && bitsOf(heading);
      const worth = 4 * count(found[3] | bits | names) + (id ? 2 * !!bits + !!found[3] : 3);
      if (worth > most) [chosen, most] = [i, worth];
      all |= found[3] | bits;
      return found;
    });
    if (!all && forms.size) return;
    const section = [looked[chosen], ...looked].find(([text]) => text);
    const [, heading, id] = sections[chosen];
    return {
      url,
      title: mark(title),
      alias: alias ? mark(alias) : null,
      heading: id ? [id, mark(heading)] : null,
      snippet: section ? cut(section, 96) : [],
      // A longer text for the preview, which goes on into the next sections.
      more: () => cut(look(sections.slice(chosen).flatMap(([text]) => text || []).join('\n\n')), 900),
      day,
      folder,
      tags,
      // Marks the words that were found in a text, such as a tag.
      mark,
    };
  };

  // `tried` has what is shown of each note that was looked at, and 1 or more for files on their way.
  const answerNow = (text, limit, tried) => {
    const answer = { found: [], corrected: [] };
    const query = parse(text);
    const forms = new Map();
    const places = [];
    const ranked = rank(text, query, forms, places, answer);
    const asked = query.terms.map(({ form }) => form).join(' ');
    const isName = (parts) => formsOf(parts.join('')).join(' ') === asked;
    // How exactly the query is the name of each note so far.
    const names = [];
    const hasBanned = query.without.some((phrase) => phrase[1]);
    const isChecked = hasBanned || query.phrases[0];
    let misses = 0;
    let spare = 0;
    for (const note of ranked.slice(0, Math.max(isChecked ? 300 : 60, limit))) {
      const isFull = limit === answer.found.length;
      // The more notes turned out to lack a phrase, the more are loaded at a time.
      if (isFull && (!spare-- || !answer.found.includes(false))) break;
      let first = 0;
      root.counts.some((count) => note < first + count || !(first += count));
      // For an empty query the beginnings of the newest notes are enough, and root.js has them.
      const known = !text.trim() && root.recent[note];
      const record = (part) => known || get('n-' + first.toString(36) + (part ? '-' + part : ''))?.[note - first];
      // Excluded phrases are looked for in all parts, which the first one lists.
      const all = hasBanned && (record(0)?.[7] || [0]);
      const parts = (all || partsOf(places.slice(note * 32, note * 32 + 32), forms, query.phrases)).map(record);
      if (isFull) continue;
      const found = !parts.includes(undefined) && (tried[note] ??= shown(parts, forms, query) || 0);
      const isTitle = found && isName(found.title);
      const isLiteral = isTitle && found.title.join('').toLowerCase() === text.trim().toLowerCase();
      const named = asked && found ? 2 * isTitle + isLiteral || +isName(found.alias || []) : 0;
      if (found === 0) spare = ++misses;
      else {
        answer.found.splice(names.filter((before) => before >= named).length, 0, found);
        names.push(named);
      }
      // The text of the best note is loaded first, and the others a moment later: a reader who types on needs none of them.
      if (note === ranked[0] && [...missing].some((name) => tried[name] !== 0)) break;
    }
    answer.odd = !isChecked && (misses > 0 || answer.found.includes(false));
    answer.total = ranked.length - misses;
    if (isChecked) {
      answer.more = answer.found.length < answer.total;
      answer.total = answer.found.filter(Boolean).length;
    }
    answer.fewer &&= answer.total > 0;
    return answer;
  };

  const { src } = document.currentScript;
  const top = new URL('../', src).href;
  const begun = Date.now();
  let { search } = new URL(src);
  const api = {
    top,
    shard,
    words,
    parse,
    // For rare.js; in a list, since names would make this file longer.
    inside: [RUN, fold, formsOf, add, range, gather, notesOf, notesIn],
    // Calls `show` with an answer of up to `limit` notes as files arrive. The last answer is `done`, and `failed` if some
    // files could not be loaded. Returns a function that stops it.
    find: (query, limit, show) => {
      const tried = {};
      let waiting = 0;
      const step = () => {
        if (!show) return;
        missing = new Set();
        const answer = answerNow(query, limit, tried);
        for (const name of missing) {
          if (name in tried) continue;
          tried[name] = ++waiting;
          const then = () => {
            waiting--;
            tried[name] = 0;
            if (!shards[name]) delete loads[name];
            step();
          };
          setTimeout(() => show && (loads[name] ??= new Promise((done) => api.fetch(name, done))).then(then), answer.found[0] && 100);
        }
        // A note that is shown keeps its place: none that arrives later is put before it.
        const late = answer.found.indexOf(false);
        if (waiting && late + 1) answer.found.splice(late);
        answer.done = !waiting;
        answer.failed = !waiting && missing.size > 0;
        // Files from before and after a change of the site do not fit together: then all are loaded anew, once. If nothing
        // is found on a page that was opened more than five minutes ago, that may be the reason, too.
        if (answer.done && !search && (answer.failed || answer.odd || (!answer.total && Date.now() - begun > 3e5))) {
          search = '?' + begun;
          api.fetch('root', () => allotmentSearch.find(query, limit, (answer) => show && show(answer)));
        } else if (answer.done || answer.found[0]) show(answer);
      };
      step();
      return () => (show = null);
    },
    fetch: (name, done) => {
      const script = document.createElement('script');
      script.src = top + 'search/' + name + '.js' + search;
      script.onload = script.onerror = () => {
        script.remove();
        done();
      };
      document.head.append(script);
    },
  };
  return api;
})();
