// The search palette, and how results are shown there and on search.html. It follows search.js in one file.
// Text from notes becomes text nodes and nothing else.
// When search.js loads everything anew, this file comes again, too.
var allotmentPalette = allotmentPalette || (() => {
  // In the order in which the theme lists them.
  const [allResults, closing, incomplete, lookedFor, [one, other], nothing, recent, results, searchNotes, searching, someWords] = allotmentWords;
  const { top } = allotmentSearch;

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(...children);
    return element;
  };
  const marked = (parts) => parts.map((part, odd) => (odd % 2 ? make('mark', {}, part) : part));
  const isolated = (kind, ...parts) => make('bdi', { class: kind }, ...parts);
  const href = ({ url, heading }) => top + url + (heading ? '#' + encodeURIComponent(heading[0]) : '');
  const named = ({ title, alias }) => {
    const name = isolated('found-title', ...marked(title));
    if (alias) name.append(' (', ...marked(alias), ')');
    return name;
  };
  // What is empty is not displayed.
  const place = ({ folder, heading, tags }) =>
    isolated(
      'found-place',
      isolated('found-heading', ...marked(heading?.[1] || [])),
      isolated('found-folder', folder.replace(/.+(?=\/.+\/)/, '…')),
      isolated('found-tags', ...tags.map((tag) => isolated('', '#' + tag))),
    );
  const text = (parts) => isolated('found-text', ...marked(parts));

  // Returns the message about an answer.
  const sum = ({ total, more, done, failed, fewer, corrected }) => {
    const parts = [
      total ? (total === 1 && !more ? one : other).replace('{n}', total + (more ? '+' : '')) : !failed && (done ? nothing : searching),
      ...corrected.map(([word, near]) => lookedFor.replace('{words}', near.join(', ')).replace('{word}', word)),
      fewer && someWords,
      failed && incomplete,
    ];
    return parts.filter(Boolean).join(' · ');
  };

  let dialog, input, list, status, glance, all;
  let fresh, done, moved, waiting, limit, pressed;
  let stop = () => {};
  let found = [];
  let chosen = 0;

  const say = (line) => {
    list.ariaBusy = !fresh;
    if (status.textContent !== line) status.textContent = line;
  };

  const choose = (number, scroll) => {
    chosen = number;
    [...list.children].forEach((option, at) => (option.ariaSelected = at === number));
    const option = list.children[number];
    glance.replaceChildren();
    input.setAttribute('aria-activedescendant', option?.id || '');
    if (!option) return;
    if (scroll) option.scrollIntoView({ block: 'nearest' });
    if (!glance.checkVisibility()) return;
    const note = found[number];
    // Without the blank lines that sections without text leave.
    glance.append(named(note), place(note), text(note.more().join('\0').trim().replace(/\n+(?=\n\n)/g, '').split('\0')));
    glance.scrollTop = 0;
  };

  const open = (tab) => {
    const option = list.children[chosen];
    waiting = fresh && (done || option) ? '' : tab;
    if (waiting || !option) return;
    if (tab === 'new') window.open(option.href, '_blank', 'noopener');
    else option.click();
  };

  const show = (answer, query) => {
    const before = moved && found[chosen]?.url;
    fresh = true;
    done = answer.done;
    found = answer.found.filter(Boolean);
    list.replaceChildren(
      ...found.map((note, at) =>
        make('a', { role: 'option', id: 'palette.' + at, href: href(note), tabindex: -1 }, named(note), place(note), text(note.snippet)),
      ),
    );
    list.ariaLabel = query ? results : recent;
    input.ariaExpanded = !!found[0];
    choose(Math.max(0, found.findIndex(({ url }) => url === before)));
    say(query || !found[0] ? sum(answer) : recent);
    if (waiting) open(waiting);
    else more();
  };

  const find = () => {
    const query = input.value.trim();
    stop();
    all.href = top + 'search.html' + (query && '?q=' + encodeURIComponent(query));
    stop = allotmentSearch.find(input.value, limit, (answer) => show(answer, query));
  };

  const ask = () => {
    fresh = done = moved = false;
    waiting = '';
    // About as many as can be seen, since the text of each has to be loaded.
    limit = 5;
    list.scrollTop = 0;
    find();
    if (!fresh) say(searching);
  };

  // Shows more results when there is room for them, or when the selection gets near the last ones.
  const more = () => {
    if (chosen < limit - 2 && list.scrollTop + list.clientHeight + 40 <= list.scrollHeight) return;
    if (!done || found.length < limit || limit > 40) return;
    limit += 3;
    done = false;
    find();
  };

  const press = (event) => {
    const { key, ctrlKey, metaKey } = event;
    if (event.isComposing || event.shiftKey || event.altKey) return;
    const to = (chosen + { ArrowDown: 1, ArrowUp: found.length - 1 }[key]) % found.length;
    if (key === 'Enter') open(ctrlKey || metaKey ? 'new' : 'this');
    else if (found[to] && !ctrlKey && !metaKey) {
      choose(to, (moved = true));
      more();
    } else return;
    event.preventDefault();
  };

  const build = () => {
    input = make('input', { role: 'combobox', 'aria-label': searchNotes, 'aria-controls': 'palette.list', 'aria-autocomplete': 'list', placeholder: searchNotes, autocomplete: 'off', spellcheck: false });
    list = make('div', { id: 'palette.list', role: 'listbox', tabindex: -1 });
    glance = make('div', { class: 'glance' });
    status = make('p', { role: 'status' });
    all = make('a', {}, allResults);
    dialog = make('dialog', { class: 'palette', 'aria-label': searchNotes },
      make('div', { class: 'ask' }, input, make('button', { class: 'button' }, closing)),
      status,
      make('div', { class: 'answer' }, list, glance),
      make('p', { class: 'ways' }, all),
    );
    document.body.append(dialog);
    input.oninput = ask;
    input.onkeydown = press;
    dialog.onclose = () => stop();
    dialog.onpointerdown = ({ target }) => (pressed = target);
    // A click belongs to the dialog too if text was selected from inside of it to its outside.
    dialog.onclick = ({ target, ctrlKey, metaKey, shiftKey }) => {
      if (pressed === dialog || (target.closest('a, button') && !(ctrlKey || metaKey || shiftKey))) dialog.close();
    };
    list.onpointermove = ({ target }) => {
      const number = [...list.children].indexOf(target.closest('a'));
      if (found[number] && number !== chosen) choose(number, !(moved = true));
    };
    list.onscroll = more;
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
