// search.html with a script: shows results while the reader types, and keeps the query in the address. Without
// the engine the page stays what it is, a list.
(() => {
  const form = document.querySelector('.search');
  const byHand = document.querySelector('.by-hand');
  const status = document.querySelector('.search-status');
  const list = document.querySelector('.found');
  const more = document.querySelector('.found-more');
  const clear = form.querySelector('button');
  const { title } = document;
  if (typeof allotmentPalette !== 'object') {
    delete document.documentElement.dataset.scripted;
    return;
  }
  const { make, named, place, text, href, sum } = allotmentPalette;
  // Results that are shown at first and each time the end comes into view, and their maximum number.
  const [STEP, MOST] = [5, 20];
  const fields = [...form.elements].filter(({ name }) => name);
  const value = (name) => form.elements[name]?.value ?? '';
  let stop = () => {};
  let limit = STEP;

  // Filters come first, so that the last word is still the one that is being typed.
  const query = () => {
    const key = (operator, name) => value(name) && operator + value(name).replace(/[\s"“”]/g, '-');
    const year = value('year');
    return [key('tag:', 'tag'), key('in:', 'in'), year && `after:${year} before:${+year + 1}`, value('q')].filter(Boolean).join(' ');
  };

  const keep = () => {
    const kept = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    try {
      history.replaceState(null, '', location.pathname + (kept.size ? `?${kept}` : ''));
    } catch {}
  };

  let isShown;
  const show = (answer) => {
    isShown = true;
    list.ariaBusy = false;
    status.textContent = sum(answer);
    const found = answer.found.filter(Boolean);
    list.replaceChildren(...found.map((note) => make('li', {}, make('a', { href: href(note) }, named(note)), place(note), text(note.snippet))));
    more.hidden = found.length < limit || (answer.total <= found.length && !answer.more);
  };

  const ask = () => {
    const asked = query();
    stop();
    byHand.hidden = !!asked.trim();
    if (byHand.hidden) {
      stop = allotmentSearch.find(asked, limit, show);
      return;
    }
    list.ariaBusy = false;
    status.textContent = '';
    list.replaceChildren();
    more.hidden = true;
  };

  // Results of the query before stay, dimmed, until there are some of this one.
  const askAnew = () => {
    isShown = false;
    limit = STEP;
    document.title = [value('q').trim(), title].filter(Boolean).join(' · ');
    clear.hidden = !fields.some((field) => field.options && field.value);
    ask();
    const isWaiting = byHand.hidden && !isShown;
    list.ariaBusy = isWaiting;
    if (isWaiting) status.textContent = sum({ corrected: [] });
  };

  form.oninput = () => {
    keep();
    askAnew();
  };
  form.onsubmit = (event) => event.preventDefault();
  clear.onclick = () => {
    for (const field of fields) if (field.options) field.value = '';
    form.elements.q.focus();
    form.oninput();
  };
  const button = more.firstElementChild;
  button.onclick = () => {
    limit += STEP;
    ask();
  };
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && limit < MOST && button.click()).observe(more);
  allotmentPalette.open = () => {
    form.elements.q.focus();
    form.elements.q.select();
  };

  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    const wanted = asked.get(field.name);
    if (!wanted) continue;
    field.value = wanted;
    // A value that is not offered, such as a rare tag, can still be given in the address.
    if (field.value !== wanted && field.options) field.append(new Option(wanted, wanted, true, true));
  }
  askAnew();
  // Where that brings up no keyboard on the screen.
  if (!location.search && matchMedia('(pointer: fine)').matches) form.elements.q.focus();
})();
