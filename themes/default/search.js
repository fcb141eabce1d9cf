// Answers queries from the scripts in search/, each loaded when a query needs it. The rules are those of
// src/search/ to the last bit: who changes one changes the other. Nothing here touches the page but load().
//
//   const stop = allotmentSearch.find(query, limit, (answer) => …);
//
// calls back each time more is known, until answer.done or stop(). What is in an answer: ARCHITECTURE.md.
const allotmentSearch = (() => {
  const IN_NAME = [0, 40, 30, 24, 20, 17, 15, 13];
  const MAP = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', ς: 'σ', ى: 'ي', ی: 'ي', ة: 'ه', ک: 'ك' };
  const RUN = /[\p{L}\p{N}\p{M}\u00ad\u200c\u200d]+/gu;
  const DENSE = /([\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u318f\u31f0-\u31ff\u3400-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\u{20000}-\u{3ffff}]+)/u;
  const LEFT_OUT = /[^\p{L}\p{N}\p{M}]|[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u20d0-\u20ff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
  const PART = /(-?)(tag:|in:|before:|after:|#)?(?:(["“”])([^"“”]*)["“”]?|(\S+))/gi;
  const base = typeof document === 'object' ? new URL('../search/', document.currentScript.src).href : '';
  const shards = new Map();
  const loads = new Map();
  let failed = new Set();
  let missing = new Set();
  let root;

  // Text

  const fold = (run) => {
    const lower = run.toLowerCase();
    if (/^[a-z0-9]*$/.test(lower)) return lower;
    const marked = run.normalize('NFKD').toLowerCase().replace(LEFT_OUT, '');
    return marked.replace(/[ßæœþøđðłıςىیةک]/g, (sign) => MAP[sign]).normalize('NFC');
  };

  const foldKey = (text) => text.replace(RUN, fold).replace(/\s/g, '-').replace(/\p{Cc}/gu, '');

  // Kinds: 0 a word, 1 a pair of signs or a lonely one, 2 the last sign of a run.
  const words = (text) => {
    const found = [];
    RUN.lastIndex = 0;
    for (let run; (run = RUN.exec(text)); ) {
      let start = run.index;
      run[0].split(DENSE).forEach((part, odd) => {
        const end = start + part.length;
        const form = fold(part);
        if (odd % 2) {
          const signs = [...form];
          const own = [...part];
          const aligned = signs.length === own.length;
          let at = start;
          signs.forEach((sign, i) => {
            const next = signs[i + 1] || '';
            const to = aligned ? at + own[i].length + (own[i + 1] || '').length : end;
            found.push({ form: sign + next, start: at, end: to, kind: next || !i ? 1 : 2 });
            if (aligned) at += own[i].length;
          });
        } else if (form && form.length <= 40) found.push({ form, start, end, kind: 0 });
        start = end;
      });
    }
    return found;
  };

  // Queries

  const day = (text) => {
    if (/^(\d{4}|\d{6}|\d{8})$/.test(text)) return '@' + (text.length === 6 ? '20' : '') + text;
    const parts = /^(\d{4})-(\d\d?)(?:-(\d\d?))?$/.exec(text);
    return parts && '@' + parts[1] + parts[2].padStart(2, '0') + (parts[3] ? parts[3].padStart(2, '0') : '');
  };

  const parse = (text) => {
    const query = { terms: [], phrases: [], without: [], filters: [], not_filters: [], from: '', to: '' };
    text = text.slice(0, 200);
    PART.lastIndex = 0;
    for (let part; (part = PART.exec(text)); ) {
      const [, not, written, quote, quoted, bare] = part;
      const operator = (written || '').toLowerCase();
      const said = quote ? quoted : bare;
      if (/^(before|after):/.test(operator)) {
        const key = day(said);
        if (key) query[(operator === 'before:') === !not ? 'to' : 'from'] = key;
      } else if (operator) {
        const folder = operator === 'in:';
        const key = (folder ? '/' : '#') + foldKey(said.replace(folder ? /^\/+|\/+$/g : /^#+|#+$/g, ''));
        if (key.length > 1) (not ? query.not_filters : query.filters).push(key);
      } else if (!/^(tag|in|before|after):$/i.test(said)) {
        const forms = words(said).filter((word) => word.kind < 2).map((word) => word.form);
        if (not && forms.length) query.without.push(forms);
        if (not || !forms.length) continue;
        const phrase = !!quote && forms.length > 1;
        forms.forEach((form, i) => {
          const dense = isDense(form);
          const last = PART.lastIndex === text.length && i === forms.length - 1 && form.length > 1 && !dense;
          const prefix = !quote && (last || (dense && [...form].length === 1));
          const known = query.terms.find((term) => term.form === form);
          if (known) {
            known.prefix = known.prefix || prefix;
            known.phrase = known.phrase || phrase;
          } else query.terms.push({ form, prefix, phrase });
        });
        if (phrase) query.phrases.push(forms);
      }
    }
    query.terms.splice(12);
    return query;
  };

  const isDense = (form) => form.split(DENSE)[0] === '';

  // Files

  const get = (name) => {
    if (!shards.has(name) && !failed.has(name)) missing.add(name);
    return shards.get(name);
  };

  const hash = (word) => {
    let sum = 0x811c9dc5;
    for (let i = 0; i < word.length; i++) sum = Math.imul(sum ^ word.charCodeAt(i), 0x01000193);
    return (sum >>> 0).toString(36);
  };

  const number = (code) => code - 33 - (code > 34) - (code > 60) - (code > 92);

  const place = (starts, key) => {
    let low = 0;
    for (let high = starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  };

  const range = (kind, starts, from, to) => {
    const first = place(starts, from);
    let end = first + 1;
    while (end < starts.length && starts[end] < to) end++;
    return starts.slice(first, end).map((start) => kind + hash(start));
  };

  const readForm = (text, before) => before.slice(0, number(text.charCodeAt(0))) + text.slice(1);

  const readLines = (data) => {
    let before = '';
    return data.split('\n').slice(0, -1).map((text) => {
      const fields = text.split('\t');
      const [packed, more] = fields.pop().split(' ');
      const line = { packed, total: packed && +more, see: packed ? '' : more, forms: [] };
      let last = before;
      for (const field of fields) line.forms.push((last = readForm(field, last)));
      before = line.forms[0];
      return line;
    });
  };

  const readSpellings = (data) => {
    let before = '';
    return data.split('\n').slice(0, -1).map((text) => {
      before = readForm(text.slice(1), before);
      return { word: before, level: number(text.charCodeAt(0)) };
    });
  };

  const shard = (name, data) => {
    if (name === 'root') {
      const lines = (text) => text.split('\n');
      root = { notes: data.notes, words: lines(data.words), spellings: lines(data.spellings), common: lines(data.common), counts: [...data.counts].map((sign) => number(sign.charCodeAt(0))) };
      data = root;
    }
    const read = { w: readLines, s: readSpellings }[name[0]];
    shards.set(name, read && name[1] === '-' ? read(data) : data);
  };

  const load = (name) => {
    if (!loads.has(name)) {
      loads.set(name, new Promise((done) => api.fetch(name, done)).then(() => {
        if (!shards.has(name)) {
          failed.add(name);
          loads.delete(name);
        }
      }));
    }
    return loads.get(name);
  };

  // Words

  const find = (form) => {
    const lines = get('w-' + hash(root.words[place(root.words, form)])) || [];
    const found = [];
    for (const line of lines) {
      if (!line.forms.includes(form)) continue;
      if (!line.see) found.push(line);
      else if (line.see !== form) found.push(...find(line.see).filter((other) => other.forms.includes(form)));
    }
    return found;
  };

  const each = (line, whole, call) => {
    const more = whole && line.total ? get('r-' + hash(line.forms[0])) : '';
    let count = 0;
    for (const packed of [line.packed, more || '']) {
      let [name, level, next, high] = [0, 1, 0, 0];
      for (let i = 0; i < packed.length; i++) {
        const digit = number(packed.charCodeAt(i));
        if (digit < 8) [name, next] = [digit, 0];
        else if (digit < 18) [level, next] = [digit - 7, 0];
        else if (digit > 64) high = high * 26 + digit - 64;
        else {
          const note = next + high * 47 + digit - 18;
          if (note >= root.notes) break;
          call(note, name, level);
          count++;
          next = note + 1;
          high = 0;
        }
      }
    }
    return line.total || count;
  };

  const notesOf = (form) => {
    const notes = new Set();
    for (const line of find(form)) each(line, true, (note) => notes.add(note));
    return notes;
  };

  const distance = (word, other, limit, beginning) => {
    if (beginning) other = other.slice(0, word.length + limit);
    if (Math.abs(other.length - word.length) > limit) return 9;
    let older;
    let old = [...Array(other.length + 1).keys()];
    for (let i = 0; i < word.length; i++) {
      const row = [i + 1];
      for (let j = 0; j < other.length; j++) {
        let least = Math.min(old[j] + (word[i] !== other[j]), old[j + 1] + 1, row[j] + 1);
        if (i && j && word[i] === other[j - 1] && word[i - 1] === other[j]) least = Math.min(least, older[j - 1] + 1);
        row.push(least);
      }
      [older, old] = [old, row];
    }
    return beginning ? Math.min(...old) : old[other.length];
  };

  const meant = (form, prefix) => {
    const limit = form.length < 4 ? 0 : form.length < 8 ? 1 : 2;
    if (!limit) return [];
    const within = (start) => range('s-', root.spellings, start, start + '\uffff');
    const signs = [...form];
    let files = within(signs[0]);
    if (files.length > 2) files = within(signs[0] + signs[1]).slice(0, 2);
    const known = files.map(get).reduce((all, list) => all.concat(list || []), []);
    for (const beginning of prefix ? [false, true] : [false]) {
      let least = limit;
      let near = [];
      for (const { word, level } of known) {
        const away = distance(form, word, limit, beginning);
        if (away < least) near = [];
        if (away <= least) near.push({ word, level, away: (least = away) });
      }
      near.sort((a, b) => b.level - a.level || (a.word < b.word ? -1 : 1));
      if (near.length) return near.slice(0, 3);
    }
    return [];
  };

  const longer = (form) => {
    const rows = [];
    for (const file of range('w-', root.words, form, form + '\uffff').slice(0, 2)) {
      for (const line of get(file) || []) {
        const shortest = Math.min(...line.forms.filter((other) => other.startsWith(form)).map((other) => other.length));
        if (shortest === Infinity) continue;
        const share = 5 + Math.floor((9 * form.length) / shortest);
        for (const row of line.see ? find(line.see) : [line]) rows.push([row, share]);
      }
    }
    return rows.sort((a, b) => b[0].packed.length - a[0].packed.length).slice(0, 24);
  };

  const expand = ({ form, prefix }, answer) => {
    let rows = find(form).map((line) => [line, 16]);
    if (prefix) rows = rows.concat(longer(form));
    if (!rows.length && !missing.size) {
      const near = meant(form, prefix);
      for (const { word, away } of near) rows.push(...find(word).map((line) => [line, away === 1 ? 10 : 7]));
      if (near.length) answer.corrected.push([form, near.map(({ word }) => word)]);
    }
    const known = new Set();
    return rows.filter(([line]) => !known.has(line) && known.add(line));
  };

  // Notes

  const filtered = (query) => {
    let notes;
    const keep = (found) => (notes = notes ? new Set([...notes].filter((note) => found.has(note))) : found);
    for (const key of query.filters) keep(notesOf(key));
    if (query.from || query.to) {
      const [from, to] = [query.from || '@', query.to || '@a'];
      const days = new Set();
      for (const file of range('w-', root.words, from, to)) {
        for (const line of get(file) || []) {
          if (line.forms[0] >= from && line.forms[0] < to) each(line, true, (note) => days.add(note));
        }
      }
      keep(days);
    }
    for (const key of query.not_filters) {
      const not = notesOf(key);
      notes = new Set([...(notes || Array(root.notes).keys())].filter((note) => !not.has(note)));
    }
    return notes;
  };

  const rank = (text, query, wanted, answer) => {
    const some = filtered(query);
    const without = new Set();
    for (const forms of query.without) if (forms.length === 1) notesOf(forms[0]).forEach((note) => without.add(note));
    const isIn = (note) => (!some || some.has(note)) && !without.has(note);
    const want = (form, bit) => wanted.forms.set(form, wanted.forms.get(form) | bit);
    const isCommon = (term) => !term.phrase && root.common.includes(term.form);
    const others = query.terms.some((term) => !isCommon(term));
    const alone = query.terms.length === 1 && !query.without.length && !some;
    const tokens = [];
    let skipped = 0;
    query.terms.forEach((term, number) => {
      if (others && isCommon(term)) {
        want(term.form, 1 << number);
        skipped++;
        return;
      }
      const best = new Int32Array(root.notes);
      let total = 0;
      for (const [line, share] of expand(term, answer)) {
        for (const form of line.forms) want(form, 1 << number);
        total += each(line, !alone, (note, name, level) => {
          const worth = share * (IN_NAME[name] + level);
          if (worth > best[note] >> 3) best[note] = (worth << 3) | name;
        });
      }
      total = Math.min(total, root.notes);
      const rarity = Math.max(1, Math.round(Math.log(1 + (root.notes - total + 0.5) / (total + 0.5)) * 16));
      const short = term.form.length < 3 && !isDense(term.form) && !/[0-9]/.test(term.form);
      tokens.push({ best, rarity, telling: term.phrase || (total * 3 <= root.notes && !short) });
    });
    const ranked = [];
    if (missing.size) return ranked;
    if (!tokens.length) {
      const all = some || query.without.length || !text.trim();
      for (let note = root.notes; all && note--; ) if (isIn(note)) ranked.push(note);
      return ranked;
    }
    if (!tokens.some((token) => token.telling)) tokens.forEach((token) => (token.telling = true));
    const full = tokens.reduce((sum, token) => sum + (token.telling && token.rarity), 0);
    let most = 0;
    for (let note = 0; note < root.notes; note++) {
      let [points, covered, named, name] = [0, 0, 0, 0];
      for (const { best, rarity, telling } of tokens) {
        const found = best[note];
        if (!found) continue;
        points += (found >> 3) * rarity;
        if (telling) covered += rarity;
        if (found & 7) named++;
        name = Math.max(name, found & 7);
      }
      if (!points || !isIn(note)) continue;
      if (name) {
        const part = Math.min(named + skipped, name);
        points = Math.floor((points * (16 + Math.floor((16 * part * part) / (name * name)))) / 16);
        if (part === name && named + skipped === tokens.length + skipped) points *= 2;
      }
      most = Math.max(most, covered);
      ranked.push({ note, points, covered });
    }
    answer.fewer = most < full && ranked.length > 0;
    const least = most === full ? full : Math.floor((most * 7) / 10);
    const enough = ranked.filter(({ covered }) => covered >= least);
    return enough.sort((a, b) => b.points - a.points || b.note - a.note).map(({ note }) => note);
  };

  const record = (note) => {
    let first = 0;
    for (const count of root.counts) {
      if (note < first + count) {
        const file = get('n-' + first.toString(36));
        return file && file[note - first];
      }
      first += count;
    }
  };

  // What is shown

  const bitsOf = (text, wanted) => words(text).reduce((bits, word) => bits | wanted.forms.get(word.form), 0);

  const hasPhrase = (text, phrase) => {
    const forms = words(text).filter((word) => word.kind < 2 || phrase.length === 1).map((word) => word.form);
    return forms.some((_, at) => phrase.every((form, i) => forms[at + i] === form));
  };

  const marked = (text, from, to, list, wanted) => {
    const found = [];
    for (const { form, start, end } of list) {
      if (!wanted.forms.has(form) || end > to) continue;
      const last = found[found.length - 1];
      if (last && start < last[1]) last[1] = Math.max(last[1], end);
      else found.push([start, end]);
    }
    const parts = [];
    for (const [start, end] of found) {
      parts.push(text.slice(from, start), text.slice(start, end));
      from = end;
    }
    return parts.concat(text.slice(from, to));
  };

  const mark = (text, wanted) => marked(text, 0, text.length, words(text), wanted);

  const count = (bits) => (bits ? 1 + count(bits & (bits - 1)) : 0);

  const width = (word) => (word.kind ? 1 : 3);

  const look = (heading, text, wanted) => {
    const list = words(text);
    const places = [];
    for (let at = 0; at < list.length && places.length < 300; at++) {
      const bit = wanted.forms.get(list[at].form);
      if (bit) places.push([at, bit]);
    }
    let [best, bits] = [0, 0];
    places.forEach(([from], number) => {
      let [near, wide, at] = [0, 0, from];
      for (const [place, bit] of places.slice(number)) {
        for (; at < place; at++) wide += width(list[at]);
        if (wide > 72) break;
        near |= bit;
      }
      if (count(near) > count(bits)) [best, bits] = [from, near];
    });
    return { text, list, best, bits, heading: bitsOf(heading, wanted) };
  };

  const cut = ({ text, list, best }, wanted, most) => {
    let first = best;
    for (let wide = 0; first && wide < 24; ) wide += width(list[--first]);
    let last = first;
    for (let wide = 0; last < list.length && wide < most; ) wide += width(list[last++]);
    const from = first ? list[first].start : 0;
    const to = last < list.length ? list[last - 1].end : text.length;
    const parts = marked(text, from, to, list.slice(first, last), wanted);
    if (from) parts[0] = '…' + parts[0];
    if (to < text.length) parts[parts.length - 1] += '…';
    return parts;
  };

  const shown = ([title, url, date, folder, tags, aliases, flat], wanted) => {
    const texts = [title, ...aliases, ...flat.filter((_, i) => i % 3)];
    const has = (phrase) => texts.some((text) => hasPhrase(text, phrase));
    if (!wanted.phrases.every(has) || wanted.without.some(has)) return;
    const name = bitsOf(title, wanted);
    const alias = aliases.find((other) => bitsOf(other, wanted) & ~name);
    const names = alias === undefined ? name : name | bitsOf(alias, wanted);
    const looked = [];
    for (let i = 0; i < flat.length; i += 3) looked.push(look(flat[i + 1], flat[i + 2], wanted));
    let all = [...tags, folder].reduce((bits, text) => bits | bitsOf(text, wanted), names);
    let [chosen, most] = [0, 0];
    looked.forEach(({ bits, heading }, i) => {
      all |= bits | heading;
      const worth = i ? 4 * count(bits | heading) + (heading ? 2 : 0) + (bits ? 1 : 0) : 4 * count(bits | names) + 3;
      if (worth > most) [chosen, most] = [i, worth];
    });
    if (!all && wanted.forms.size) return;
    const section = looked[chosen] && looked[chosen].text ? looked[chosen] : looked.find(({ text }) => text);
    return {
      url,
      title: mark(title, wanted),
      alias: alias === undefined ? null : mark(alias, wanted),
      heading: chosen ? [flat[chosen * 3], mark(flat[chosen * 3 + 1], wanted)] : null,
      snippet: section ? cut(section, wanted, 96) : [],
      more: () => (section ? cut(section, wanted, 900) : []),
      folder,
      day: date,
      tags,
    };
  };

  const answerNow = (text, limit) => {
    const answer = { found: [], total: 0, fewer: false, corrected: [] };
    if (!get('root')) return answer;
    const query = parse(text);
    const wanted = { forms: new Map(), phrases: query.phrases, without: query.without.filter((forms) => forms.length > 1) };
    const ranked = rank(text, query, wanted, answer);
    answer.total = ranked.length;
    for (const note of ranked.slice(0, Math.max(60, limit))) {
      if (answer.found.length === limit) break;
      const file = record(note);
      const found = file ? shown(file, wanted) : missing.size ? null : undefined;
      if (found === undefined) answer.total--;
      else answer.found.push(found);
    }
    return answer;
  };

  const api = {
    shard,
    parse,
    words,
    find(query, limit, show) {
      let live = true;
      const asked = new Set();
      failed = new Set();
      const step = () => {
        if (!live) return;
        missing = new Set();
        const answer = answerNow(query, limit);
        answer.done = !missing.size;
        answer.failed = failed.size > 0;
        for (const name of missing) {
          if (asked.has(name)) continue;
          asked.add(name);
          load(name).then(step);
        }
        if (answer.done || answer.found.length) show(answer);
      };
      step();
      return () => {
        live = false;
      };
    },
    fetch(name, done) {
      const script = document.createElement('script');
      script.src = base + name + '.js';
      script.onload = script.onerror = () => {
        script.remove();
        done();
      };
      document.head.append(script);
    },
  };
  return api;
})();
