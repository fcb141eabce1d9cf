// The search palette, and how results are shown there and on search.html. It follows search.js in one file.
// Text from notes becomes text nodes and nothing else.
// When search.js loads everything anew, this file comes again, too.
var allotmentPalette = allotmentPalette || (() => {
  // In the order in which the theme lists them.
  const [allResults, closing, incomplete, lookedFor, [one, other], nothing, recent, results, searchNotes, searching, someWords] = allotmentWords;
  const { top } = allotmentSearch;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const isolated = (className, parts = [], ...further) =>
    make('bdi', { className }, ...parts.map((part, odd) => (odd % 2 ? make('mark', {}, part) : part)), ...further);
  const href = ({ url, heading }) => top + url + (heading ? '#' + heading[0] : '');
  const named = ({ title, alias }) => isolated('found-title', title, alias ? isolated('found-alias', alias) : '');
  // What is empty is not displayed.
  const place = ({ folder, heading, tags, mark }) => {
    const path = mark(folder);
    path[0] = path[0].replace(/.+(?=\/.+\/)/, '…');
    return isolated(
      'found-place',
      [],
      isolated('found-heading', heading?.[1]),
      isolated('found-folder', path),
      isolated('found-tags', [], ...tags.map((tag) => isolated('', mark('#' + tag)))),
    );
  };
  const text = (parts) => isolated('found-text', parts);

  // Returns the message about an answer.
  const sum = ({ total, more, done, failed, fewer, corrected }) =>
    [
      total ? (total === 1 && !more ? one : other).replace('{n}', total + (more ? '+' : '')) : !failed && (done ? nothing : searching),
      ...corrected.map(([word, near]) => lookedFor.replace('{words}', near.join(', ')).replace('{word}', word)),
      fewer && someWords,
      failed && incomplete,
    ].filter(Boolean).join(' · ');

  let dialog, input, list, status, glance, all;
  let fresh, done, moved, waiting, limit, pressed, chosen, stop;
  let found = [];

  const say = (line) => {
    list.ariaBusy = !fresh;
    if (status.textContent !== line) status.textContent = line;
  };

  const choose = (number, scroll) => {
    chosen = number;
    [...list.children].forEach((option, at) => (option.ariaSelected = at === number));
    const option = list.children[chosen];
    glance.replaceChildren();
    input.setAttribute('aria-activedescendant', option?.id || '');
    if (scroll) option.scrollIntoView({ block: 'nearest' });
    const note = found[number];
    if (!note || !glance.clientHeight) return;
    glance.append(named(note), place(note), text(note.more()));
    // Only what scrolls is a stop for the Tab key.
    glance.ariaLabel = note.title.join('');
    glance.tabIndex = -(glance.scrollHeight <= glance.clientHeight);
    glance.scrollTop = 0;
  };

  // Opens the chosen note: 1 in this tab, 2 in a new one.
  const open = (tab) => {
    const option = list.children[chosen];
    waiting = fresh && (done || option) ? 0 : tab;
    if (waiting || !option) return;
    if (tab > 1) window.open(option.href, '_blank', 'noopener');
    else option.click();
  };

  const show = (answer, query) => {
    const before = moved && found[chosen]?.url;
    fresh = true;
    done = answer.done;
    found = answer.found.filter(Boolean);
    // What stays the same stays in place: it may be pressed right now.
    found.forEach((note, at) => {
      const onpointermove = () => {
        if (at !== chosen) choose(at, !(moved = true));
      };
      const option = make('a', { role: 'option', id: 'palette.' + at, ariaSelected: at === chosen, href: href(note), tabIndex: -1, onpointermove }, named(note), place(note), text(note.snippet));
      const old = list.children[at];
      if (!old?.isEqualNode(option)) list.insertBefore(option, old), old?.remove();
    });
    while (list.children[found.length]) list.lastChild.remove();
    list.ariaLabel = query ? results : recent;
    input.ariaExpanded = !!found[0];
    choose(Math.max(0, found.findIndex(({ url }) => url === before)));
    say(query || !found[0] ? sum(answer) : recent);
    if (waiting) open(waiting);
    else more();
  };

  const find = () => {
    const query = input.value.trim();
    stop?.();
    all.href = top + 'search.html' + (query && '?' + new URLSearchParams({ q: query }));
    stop = allotmentSearch.find(input.value, limit, (answer) => show(answer, query));
  };

  const ask = () => {
    fresh = done = moved = waiting = 0;
    // About as many as can be seen, since the text of each has to be loaded.
    limit = 5;
    list.scrollTop = 0;
    find();
    if (!fresh) say(searching);
  };

  // Shows more results when there is room for them, or when the selection gets near the last ones.
  const more = () => {
    const isNear = chosen >= limit - 2 || list.scrollTop + list.clientHeight + 40 > list.scrollHeight;
    if (!isNear || !done || found.length < limit || limit > 40) return;
    limit += 3;
    done = 0;
    find();
  };

  const isHeld = (event) => event.ctrlKey || event.metaKey;
  const press = (event) => {
    const { key } = event;
    // 229: the key belongs to an input method. Safari says so only here of the Enter that ends a composition.
    if (event.altKey || event.shiftKey || event.keyCode === 229) return;
    const to = (chosen + { ArrowDown: 1, ArrowUp: found.length - 1 }[key]) % found.length;
    if (key === 'Enter') open(isHeld(event) ? 2 : 1);
    else if (found[to] && !isHeld(event)) {
      choose(to, (moved = true));
      more();
    } else return;
    event.preventDefault();
  };

  const build = () => {
    input = make('input', { role: 'combobox', ariaLabel: searchNotes, ariaAutoComplete: 'list', placeholder: searchNotes, autocomplete: 'off', spellcheck: false, oninput: ask, maxLength: 200, onkeydown: press });
    input.setAttribute('aria-controls', 'palette.');
    list = make('div', { role: 'listbox', id: 'palette.', tabIndex: -1, onscroll: more });
    glance = make('div', { role: 'group', className: 'glance' });
    status = make('p', { role: 'status' });
    all = make('a', {}, allResults);
    dialog = make(
      'dialog',
      {
        ariaLabel: searchNotes,
        className: 'palette',
        onclose: () => stop(),
        onpointerdown: ({ target }) => (pressed = target),
        // A click belongs to the dialog too if text was selected from inside of it to its outside.
        onclick: (event) => {
          if (pressed === dialog || (event.target.closest('a, button') && !isHeld(event) && !event.shiftKey)) dialog.close();
        },
      },
      make('div', { className: 'ask' }, input, make('button', { className: 'button' }, closing)),
      status,
      make('div', { className: 'answer' }, list, glance),
      make('p', { className: 'ways' }, all),
    );
    document.body.append(dialog);
  };

  return {
    make, named, place, text, href, sum,
    open() {
      if (!dialog) build();
      dialog.showModal();
      input.focus();
      input.select();
      ask();
    },
  };
})();
