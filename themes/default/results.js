// search.html with a script: shows results while the reader types, and keeps the query in the address. Without
// the engine the page is a list and says why.
(() => {
  const form = document.querySelector('.search');
  const byHand = document.querySelector('.by-hand');
  const status = document.querySelector('.search-status');
  const list = document.querySelector('.found');
  const more = document.querySelector('.found-more');
  const clear = form.querySelector('button');
  const { title } = document;
  if (typeof allotmentPalette !== 'object') {
    form.remove();
    status.remove();
    byHand.firstElementChild.className = '';
    return;
  }
  const { make, named, place, text, href, sum } = allotmentPalette;
  // Results that are shown at first and each time the end comes into view, and their maximum number.
  const [STEP, MOST] = [5, 20];
  const fields = [...form.elements].filter(({ name }) => name);
  const { q } = form.elements;
  const value = (name) => form.elements[name]?.value ?? '';
  const button = more.firstElementChild;
  let stop = () => {};
  let limit;
  // The items of the results and what they show, by address.
  let hits = new Map();
  // Where the reader was on the page before, until the results are there again.
  let top;

  // Filters come first, so that the last word is still the one that is being typed.
  const query = () => {
    const key = (operator, name) => value(name) && operator + value(name).replace(/[\s"“”]/g, '-');
    const year = value('year');
    return [key('tag:', 'tag'), key('in:', 'in'), year && `after:${year} before:${+year + 1}`, value('q')].filter(Boolean).join(' ');
  };

  // Keeps what a reader needs who comes back, since not all browsers keep the page itself.
  const keep = (...address) => {
    try {
      history.replaceState({ limit, top: top ?? scrollY }, '', ...address);
    } catch {}
  };

  const say = (line) => {
    if (status.textContent !== line) status.textContent = line;
  };

  const item = (note) => {
    const said = JSON.stringify(note);
    const [item = make('li', {}, make('a')), before] = hits.get(note.url) ?? [];
    const link = item.firstChild;
    if (said !== before) {
      link.href = href(note);
      link.replaceChildren(named(note));
      while (link.nextSibling) link.nextSibling.remove();
      item.append(place(note), text(note.snippet));
    }
    return [note.url, [item, said]];
  };

  // Updates the list in place, so that what a reader has focused or selected stays so.
  const fill = (notes) => {
    hits = new Map(notes.map(item));
    const items = [...hits.values()].map(([item]) => item);
    const old = [...list.children];
    const at = old.findIndex((item) => item.contains(document.activeElement));
    const isKept = (item) => items.includes(item);
    const heir = old.slice(at).find(isKept) ?? old.slice(0, at).findLast(isKept);
    for (const item of old) if (!isKept(item)) item.remove();
    let next = list.firstElementChild;
    for (const item of items) {
      // An item that is moved would lose the focus: those before it are moved instead.
      while (item === old[at] && item !== next) {
        const aside = next;
        next = next.nextElementSibling;
        aside.remove();
      }
      if (item === next) next = next.nextElementSibling;
      else list.insertBefore(item, next);
    }
    if (at >= 0 && heir !== old[at]) (heir?.firstChild ?? q).focus();
  };

  // Shows or hides the button; if it has the focus, that goes to the first result that it brought.
  const offer = (isMore) => {
    if (!isMore && document.activeElement === button) ((list.children[limit - STEP] ?? list.lastElementChild)?.firstChild ?? q).focus();
    more.hidden = !isMore;
  };

  // The browser itself may have scrolled before the results were there.
  const settle = () => {
    if (top) scrollTo(0, top);
    top = null;
  };

  let isShown;
  const show = (answer) => {
    const { done, failed, total } = answer;
    isShown = true;
    list.ariaBusy = false;
    say(sum(answer));
    fill(answer.found.filter(Boolean));
    const isFull = hits.size >= limit;
    // While more results load, the button stays.
    offer(isFull ? total > hits.size || answer.more : (failed && hits.size > 0) || (!done && limit > STEP && !more.hidden));
    button.ariaBusy = !done;
    if (!done) return;
    settle();
    // This calls it if the end of the results is in view already.
    watch.unobserve(more);
    if (failed) return;
    watch.observe(more);
    // Not at once: this search would not be the last one.
    setTimeout(grow);
  };

  const ask = () => {
    const asked = query();
    stop();
    byHand.hidden = !!asked.trim();
    if (byHand.hidden) {
      button.ariaBusy = true;
      stop = allotmentSearch.find(asked, limit, show);
      return;
    }
    list.ariaBusy = false;
    say('');
    fill([]);
    offer(false);
    settle();
  };

  // Results of the query before stay, dimmed, until there are some of this one.
  const askAnew = () => {
    isShown = false;
    document.title = [value('q').trim(), title].filter(Boolean).join(' · ');
    clear.hidden = !fields.some((field) => field.options && field.value);
    ask();
    const isWaiting = byHand.hidden && !isShown;
    list.ariaBusy = isWaiting;
    if (isWaiting) say(sum({ corrected: [] }));
  };

  form.oninput = () => {
    limit = STEP;
    top = null;
    const kept = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    keep(location.pathname + (kept.size ? `?${kept}` : ''));
    askAnew();
  };
  form.onsubmit = (event) => event.preventDefault();
  clear.onclick = () => {
    for (const field of fields) if (field.options) field.value = '';
    q.focus();
    form.oninput();
  };
  button.onclick = () => {
    limit += STEP;
    keep();
    ask();
  };
  // More results come by themselves when the end of the list is in view, or one of the last two has the focus. A reader
  // who has reached the button decides alone.
  const grow = (isAtEnd) => {
    const { activeElement } = document;
    const isNear = isAtEnd || [...list.children].slice(-2).some((item) => item.contains(activeElement));
    if (isNear && limit < MOST && !more.hidden && button.ariaBusy !== 'true' && activeElement !== button) button.click();
  };
  const watch = new IntersectionObserver(([{ isIntersecting }]) => grow(isIntersecting));
  list.addEventListener('focusin', () => grow());
  allotmentPalette.open = () => {
    q.focus();
    q.select();
  };

  const wanted = ({ name }) => new URLSearchParams(location.search).get(name) ?? '';
  // Shows what the address asks for, and as much of it as before.
  const restore = () => {
    for (const field of fields) {
      const asked = wanted(field).slice(0, field.options ? Infinity : field.maxLength);
      field.value = asked;
      // A value that is not offered, such as a rare tag, can still be given in the address.
      if (field.options && field.value !== asked) field.append(new Option(asked, asked, true, true));
    }
    ({ limit = STEP, top } = history.state ?? {});
    askAnew();
  };
  addEventListener('popstate', () => fields.some((field) => field.value !== wanted(field)) && restore());
  addEventListener('scrollend', () => keep());
  for (const kind of ['wheel', 'pointerdown', 'keydown']) addEventListener(kind, () => (top = null), { passive: true });
  restore();
  // Where that brings up no keyboard on the screen.
  if (!location.search && matchMedia('(pointer: fine)').matches) q.focus({ preventScroll: true });
})();
