// Shows a preview of a link's target while the pointer rests on the link, or while it has the keyboard focus: the
// title, the date and the beginning of a note or of its section, or a footnote. script.js loads this file for the first
// link that a reader comes to. Notes come from previews/<number>.js (see there), never from the other page.
//
// WCAG 2.2, 1.4.13: Escape hides the card, the pointer may move onto it, and it stays until it is left.
const allotmentPreviews = (() => {
  const { previews, files } = document.querySelector('script[data-previews]').dataset;
  // The theme's files lie one folder below the top of the site.
  const top = new URL('../', new URL(previews, document.baseURI)).href;
  const WAIT = 300;
  const GRACE = 250;
  const EDGE = 8;
  const known = {};
  const loading = {};
  let link;
  let timer;
  let card;

  // FNV-1a over UTF-16 code units, as in src/site/previews.rs.
  const number = (page) => {
    let found = 0x811c9dc5;
    for (let at = 0; at < page.length; at++) found = Math.imul(found ^ page.charCodeAt(at), 0x01000193);
    return (found >>> 0) % files;
  };
  const load = (file) =>
    (loading[file] ??= new Promise((onload, onerror) => {
      const src = `${top}previews/${file}.js`;
      document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
    }));
  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
  const element = (tag, values, ...children) => {
    const made = Object.assign(document.createElement(tag), values);
    made.append(...children);
    return made;
  };

  // A footnote of this page.
  const footnote = (id) => {
    const note = document.getElementById(id)?.cloneNode(true);
    note?.querySelectorAll('[role=doc-backlink]').forEach((back) => back.remove());
    note?.removeAttribute('id');
    note?.querySelectorAll('[id]').forEach((inside) => inside.removeAttribute('id'));
    return note && element('div', {}, ...note.childNodes);
  };
  const note = async (of) => {
    // In an SVG drawing, the property `href` is not a string.
    const [address, fragment] = new URL(of.getAttribute('href'), document.baseURI).href.split('#');
    const [page] = address.split('?');
    if (!page.startsWith(top) || page === location.href.split(/[?#]/)[0]) return null;
    const key = decoded(page.slice(top.length)).normalize() || 'index.html';
    await load(number(key));
    const found = own(known, key);
    if (!found) return null;
    const [title, day, beginning, places, language] = found;
    const texts = own(places, decoded(fragment ?? '')) ?? beginning;
    return element(
      'div',
      { lang: language ?? document.documentElement.lang },
      element('p', { className: 'title', dir: 'auto', textContent: title }),
      ...(day ? [element('p', { className: 'meta', lang: document.documentElement.lang, textContent: day })] : []),
      // Words with nothing but emphasis, which were escaped when the site was built.
      ...texts.map((text) => element('p', { dir: 'auto', innerHTML: text })),
    );
  };
  const content = (of) =>
    of.getAttribute('role') === 'doc-noteref' ? footnote(decoded(of.hash.slice(1))) : note(of);

  // Places the card below the link if there is room, or else above it; never beyond the window. What is in the
  // graph or in a rail has it beside that, if there is room.
  const place = (of) => {
    const at = of.getClientRects()[0] ?? of.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetWidth, offsetHeight, style } = card;
    const below = at.bottom + EDGE;
    const above = at.top - EDGE - offsetHeight;
    let left = Math.max(EDGE, Math.min(at.left, clientWidth - offsetWidth - EDGE));
    let down = below + offsetHeight <= clientHeight || above < 0 ? below : above;
    const beside = of.closest('.nearby svg, .rail')?.getBoundingClientRect();
    const free = beside && [beside.left - EDGE - offsetWidth, beside.right + EDGE].find((side) => side >= EDGE && side + offsetWidth <= clientWidth - EDGE);
    if (free) [left, down] = [free, Math.max(EDGE, Math.min(at.top, clientHeight - offsetHeight - EDGE))];
    style.left = `${left + scrollX}px`;
    style.top = `${down + scrollY}px`;
  };
  const hide = () => {
    clearTimeout(timer);
    link?.removeAttribute('aria-describedby');
    card?.remove();
    link = card = undefined;
  };
  const show = async (of) => {
    const shown = await content(of);
    if (link !== of || !shown) return;
    card?.remove();
    card = element('div', { className: 'preview', id: 'preview.card' }, shown);
    card.setAttribute('role', 'tooltip');
    document.body.append(card);
    of.setAttribute('aria-describedby', card.id);
    place(of);
  };
  const come = (to) => {
    // The reader may have left the link while this file was loading.
    if (!to?.matches(':hover, :focus')) return;
    clearTimeout(timer);
    if (card && to === link) return;
    // A card stays for a while: on the way to it the pointer may cross other links.
    if (!card) link = to;
    timer = setTimeout(() => {
      if (to !== link) hide();
      link = to;
      show(to).catch(() => {});
    }, WAIT);
  };
  const leave = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, card ? GRACE : 0);
  };

  document.addEventListener('pointerover', ({ target, pointerType }) => {
    const to = allotmentPreviews.link(target);
    if (pointerType === 'touch') hide();
    else if (card?.contains(target)) clearTimeout(timer);
    else if (!to && link && link !== document.activeElement) leave();
  });
  document.addEventListener('focusin', ({ target }) => {
    if (!allotmentPreviews.link(target) || !target.matches(':focus-visible')) hide();
  });
  document.addEventListener('focusout', leave);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
  document.addEventListener('click', hide);
  document.documentElement.addEventListener('pointerleave', leave);

  return {
    /** Returns the link at an element, if it may have a preview. */
    link: (at) => at.closest?.(':is(main, .rail) a[href]:not(.anchor, [role=doc-backlink])'),
    /** Called by script.js for a link that gets the pointer or the keyboard focus. */
    come,
    number,
    /**
     * Returns the address of a random note that a file of previews contains; any file contains some, unless
     * there are hardly any.
     */
    async any() {
      await load(Math.floor(Math.random() * files));
      const pages = Object.keys(known);
      const page = pages[Math.floor(Math.random() * pages.length)];
      return page && top + page.split('/').map(encodeURIComponent).join('/');
    },
    /** Called by the files of previews. */
    shard: (file, notes) => Object.assign(known, notes),
  };
})();
