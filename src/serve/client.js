// Updates pages while `allotment serve` runs. The preview adds this script to the pages it serves; built pages
// never have it.
//
// The script keeps the page as it came from the preview (`source`) beside the document that was made from it.
// When the page changes, it applies the difference between the old and the new source to the document, and
// touches nothing else: what the reader opened, typed or scrolled to stays, and so does what scripts added.
(() => {
  'use strict';
  const PREFIX = '/.allotment/';
  const LOST = 'The preview has ended. Start `allotment serve` again, and this page follows.';
  const own = document.currentScript;
  // The digest of the page this document was made from. The digests of its files come with the first state.
  let digest = own.dataset.page;
  const status = Number(own.dataset.status);
  let files = null;

  const reload = () => {
    location.reload();
    // Never resolves, so that nothing more is done with this document.
    return new Promise(() => {});
  };

  // --- The source, and for each of its nodes the twin in the document ---

  const shown = new WeakMap();
  const pair = (node, twin) => {
    shown.set(node, twin);
    let a = node.firstChild;
    let b = twin.firstChild;
    for (; a && b; a = a.nextSibling, b = b.nextSibling) pair(a, b);
  };
  // A separate document, in which images are not loaded.
  const shelf = document.implementation.createHTMLDocument('');
  const source = shelf.importNode(document.documentElement, true);
  pair(source, document.documentElement);
  source.querySelector('script[data-generation]').remove();
  // Scripts in the body ran before this one, so the source may contain their changes, which it must not.
  const BODY_SCRIPTS = 'body script:not([type$="json"])';
  const isOpaque = source.querySelector(BODY_SCRIPTS) !== null;

  // Kinds of elements that scripts have added something to. New elements of these kinds would lack it.
  const enhanced = new Set();
  let lacks = false;
  const kind = (element) => element.nodeName + ' ' + element.className;
  const findEnhanced = () => {
    for (const element of source.querySelectorAll('body *')) {
      const twin = shown.get(element);
      if (twin && twin.childNodes.length > element.childNodes.length) enhanced.add(kind(element));
    }
  };

  // Style sheets that are still loading. A changed sheet stands beside the old one until it is loaded.
  const SHEETS = 'link[rel~="stylesheet"][href]';
  let sheets = [];
  const loaded = (sheet) =>
    new Promise((done) => {
      sheet.onload = sheet.onerror = done;
      setTimeout(done, 1000);
    });
  const swapSheet = (element, href) => {
    const old = shown.get(element);
    const sheet = old.cloneNode();
    sheet.setAttribute('href', href);
    shown.set(element, sheet);
    old.parentNode.insertBefore(sheet, old.nextSibling);
    sheets.push(loaded(sheet).then(() => old.remove()));
  };
  const sheetsLoaded = async () => {
    await Promise.all(sheets);
    sheets = [];
  };

  const add = (parent, node, after) => {
    const copy = shelf.importNode(node, true);
    const twin = document.importNode(node, true);
    pair(copy, twin);
    parent.insertBefore(copy, after ? after.nextSibling : parent.firstChild);
    const neighbour = after && shown.get(after);
    if (neighbour && neighbour.parentNode) neighbour.parentNode.insertBefore(twin, neighbour.nextSibling);
    else shown.get(parent).insertBefore(twin, shown.get(parent).firstChild);
    if (node.nodeType !== Node.ELEMENT_NODE) return copy;
    if (node.matches(SHEETS)) sheets.push(loaded(twin));
    lacks = lacks || [node, ...node.querySelectorAll('*')].some((element) => enhanced.has(kind(element)));
    return copy;
  };
  const remove = (node) => {
    const twin = shown.get(node);
    node.remove();
    twin.remove();
  };

  const patchAttributes = (old, next) => {
    const twin = shown.get(old);
    for (const { name } of [...old.attributes]) {
      if (next.hasAttribute(name)) continue;
      old.removeAttribute(name);
      twin.removeAttribute(name);
    }
    for (const { name, value } of next.attributes) {
      if (old.getAttribute(name) === value) continue;
      old.setAttribute(name, value);
      if (name === 'href' && old.matches(SHEETS)) swapSheet(old, value);
      else twin.setAttribute(name, value);
    }
  };

  // Makes `old`, a node of the source, and its twin equal to `next`, which has the same node name.
  const patch = (old, next) => {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== next.data) shown.get(old).data = old.data = next.data;
      return;
    }
    patchAttributes(old, next);
    const before = [...old.childNodes];
    const after = [...next.childNodes];
    let last = null;
    while (before.length && after.length && before[0].isEqualNode(after[0])) {
      last = before.shift();
      after.shift();
    }
    while (before.length && after.length && before[before.length - 1].isEqualNode(after[after.length - 1])) {
      before.pop();
      after.pop();
    }
    patchList(old, before, after, last);
  };

  // How many nodes are searched for one that is kept, as a list may be long.
  const WINDOW = 40;
  const isBlank = (node) => node.nodeType === Node.TEXT_NODE && !node.data.trim();
  const indexOf = (nodes, start, node) => {
    if (isBlank(node)) return -1;
    const end = Math.min(nodes.length, start + WINDOW);
    for (let at = start; at < end; at += 1) if (nodes[at].isEqualNode(node)) return at;
    return -1;
  };

  // Turns the children `before` of `parent`, which follow `last`, into `after`.
  const patchList = (parent, before, after, last) => {
    let at = 0;
    after.forEach((node, index) => {
      const stays = indexOf(before, at, node);
      const other = before[at];
      if (stays >= 0) {
        while (at < stays) remove(before[at++]);
        last = before[at++];
      } else if (other && other.nodeName === node.nodeName && indexOf(after, index + 1, other) < 0) {
        patch(other, node);
        last = other;
        at += 1;
      } else {
        last = add(parent, node, last);
      }
    });
    while (at < before.length) remove(before[at++]);
  };

  // --- The files that a page uses ---

  const address = (element) => new URL(element.getAttribute('href') || element.getAttribute('src'), document.baseURI);
  const isOurs = (url) => url.origin === location.origin;
  const pathOf = (element) => {
    try {
      const url = address(element);
      return isOurs(url) ? url.pathname : '';
    } catch (error) {
      return '';
    }
  };
  const elements = (selector) => [...source.querySelectorAll(selector)];
  // What style sheets load: fonts, images, other sheets.
  const brought = () =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry.initiatorType === 'css')
      .map((entry) => new URL(entry.name))
      .filter(isOurs)
      .map((url) => url.pathname);
  const usedFiles = () => {
    const paths = elements(`${SHEETS}, [src]`).map(pathOf).concat(brought(), PREFIX + 'client.js');
    return [...new Set(paths)].filter((path) => path);
  };

  const refresh = async (now) => {
    // A file that is gone is either no longer used by the page, or the page will report it itself.
    const changed = Object.keys(now).filter((path) => path in files && now[path] && files[path] !== now[path]);
    Object.assign(files, now);
    if (!changed.length) return;
    const of = (selector) => elements(selector).filter((element) => changed.includes(pathOf(element)));
    const version = (element) => `${pathOf(element)}?${now[pathOf(element)]}`;
    const known = new Set(elements(`${SHEETS}, [src]`).map(pathOf));
    // A script has run already, and a sheet can't be told that one of its fonts has changed.
    if (of('script').length || changed.some((path) => !known.has(path))) await reload();
    for (const element of of('[src]')) shown.get(element).src = version(element);
    for (const element of of(SHEETS)) swapSheet(element, version(element));
    await sheetsLoaded();
  };

  // --- A new state ---

  const ask = async () => {
    let query = `page=${encodeURIComponent(location.pathname)}`;
    const all = {};
    let state;
    const get = async () => {
      const response = await fetch(`${PREFIX}state?${query}`, { cache: 'no-store' });
      state = await response.json();
      Object.assign(all, state.files);
      query = query.split('&')[0];
    };
    for (const path of usedFiles()) {
      // The preview accepts requests of up to eight kilobytes.
      if (query.length > 4000) await get();
      query += `&file=${encodeURIComponent(path)}`;
    }
    await get();
    state.files = all;
    return state;
  };

  const markup = (root, selector) => [...root.querySelectorAll(selector)].map((element) => element.outerHTML).join();
  // Elements whose effect on a document can't be undone.
  const FINAL = 'script, meta[http-equiv], base';

  const renew = async () => {
    const response = await fetch(location.pathname + location.search, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const script = page.querySelector('script[data-generation]');
    if (!script || response.status !== status || isOpaque) return reload();
    script.remove();
    if (markup(source, FINAL) !== markup(page, FINAL)) return reload();
    findEnhanced();
    const next = page.documentElement;
    // Scripts have set other attributes on the root, so only these two, which belong to the text, are copied.
    for (const name of ['lang', 'dir']) {
      if (next.hasAttribute(name)) document.documentElement.setAttribute(name, next.getAttribute(name));
    }
    patch(source.querySelector('head'), next.querySelector('head'));
    await sheetsLoaded();
    patch(source.querySelector('body'), next.querySelector('body'));
    if (lacks) return reload();
    digest = script.dataset.page;
  };

  let seen = '';
  const catchUp = async () => {
    const state = await ask();
    if (!files) {
      // The garden changed while the page was loading, or the browser had cached the page: it may be outdated.
      if (String(state.generation) !== own.dataset.generation) await reload();
      files = {};
    }
    show(state.broken, state.findings);
    // A page that can no longer be rendered stays as it was.
    if (state.page.status !== 500) {
      if (state.page.status !== status) await reload();
      if (state.page.digest !== digest) await renew();
      await refresh(state.files);
    }
    seen = String(state.generation);
  };

  let looking = false;
  let again = false;
  let missed = 0;
  const look = async () => {
    again = true;
    if (looking) return;
    looking = true;
    while (again) {
      again = false;
      try {
        await catchUp();
        missed = 0;
      } catch (error) {
        // A single answer may get lost. If the next one is lost too, the preview is gone, and sends an event
        // when it is back.
        missed += 1;
        if (missed === 1) setTimeout(look, 500);
      }
    }
    looking = false;
  };
  // `event` is the number of a state, or LOST.
  const hear = (event) => {
    complain(event === LOST ? LOST : '');
    if (event !== LOST && event !== seen) look();
  };

  // --- The stream of events: one for all tabs, as browsers open only six connections to a host ---

  let stream = null;
  let retry = 0;
  let lost = 0;
  let tell = () => {};
  let leave = () => {};

  const spread = (event) => {
    tell(event);
    hear(event);
  };
  const listen = () => {
    stream = new EventSource(`${PREFIX}events`);
    stream.onopen = () => {
      clearTimeout(lost);
      lost = 0;
    };
    stream.onmessage = (event) => spread(event.data);
    stream.onerror = () => {
      lost = lost || setTimeout(spread, 3000, LOST);
      // It reconnects on its own, unless it was refused.
      if (stream.readyState === EventSource.CLOSED) retry = setTimeout(listen, 2000);
    };
  };
  const close = () => {
    clearTimeout(retry);
    clearTimeout(lost);
    lost = 0;
    if (stream) stream.close();
    stream = null;
    leave();
    leave = () => {};
  };
  const open = () => {
    close();
    if (document.visibilityState === 'hidden') return;
    look();
    // These exist only in secure contexts: not on an address other than this machine's own.
    if (!navigator.locks || !window.BroadcastChannel) return listen();
    const channel = new BroadcastChannel('allotment');
    const waiting = new AbortController();
    let release = () => {};
    channel.onmessage = (event) => hear(event.data);
    tell = (generation) => channel.postMessage(generation);
    leave = () => {
      channel.close();
      waiting.abort();
      release();
    };
    const lead = () => new Promise((done) => {
      release = done;
      listen();
    });
    navigator.locks.request('allotment', { signal: waiting.signal }, lead).catch(() => {});
  };
  document.addEventListener('visibilitychange', open);
  addEventListener('pageshow', (event) => event.persisted && open());
  addEventListener('pagehide', close);

  // --- Findings ---

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    made.append(...children);
    return made;
  };
  const host = element('div', { lang: 'en', dir: 'ltr', 'data-allotment-preview': '' });
  const root = host.attachShadow({ mode: 'open' });
  const button = (label, press) => {
    const made = element('button', { type: 'button' }, label);
    made.addEventListener('click', press);
    return made;
  };
  const overlay = element('dialog', { 'aria-labelledby': 'broken' });
  const panel = element('section', { 'aria-label': 'Findings about this page', hidden: '' });
  const statusLine = element('p', { role: 'status' });
  let told = { broken: [], findings: [] };
  let trouble = '';
  // The texts that the reader has dismissed.
  const putAway = { overlay: '', panel: '' };

  const list = (findings) =>
    element('ol', {}, ...findings.map((finding) => {
      const item = element('li', { class: finding.severity });
      item.append(element('p', {}, element('b', {}, `${finding.severity}[${finding.code}]`), `: ${finding.message}`));
      if (finding.place) item.append(element('p', { class: 'place' }, finding.place));
      const [before, marked, after] = finding.excerpt;
      if (before || marked || after) {
        item.append(element('pre', { tabindex: '0' }, before, element('mark', {}, marked), after));
      }
      if (finding.label) item.append(element('p', {}, finding.label));
      if (finding.help) item.append(element('p', {}, element('b', {}, 'help'), `: ${finding.help}`));
      return item;
    }));

  const drawOverlay = () => {
    const key = JSON.stringify(told.broken);
    const wanted = told.broken.length > 0 && key !== putAway.overlay;
    if (!told.broken.length) putAway.overlay = '';
    if (!wanted) return overlay.open && overlay.close();
    overlay.textContent = '';
    const away = button('Look at the page', () => overlay.close());
    away.autofocus = true;
    overlay.append(
      element('h1', { id: 'broken' }, 'The garden can’t be shown as it is now'),
      element('p', {}, 'Behind this is its last good state. It follows as soon as this is mended.'),
      list(told.broken),
      away,
    );
    overlay.onclose = () => {
      if (told.broken.length) putAway.overlay = key;
      draw();
    };
    if (overlay.open) away.focus();
    else overlay.showModal();
  };

  const drawPanel = () => {
    const findings = (overlay.open ? [] : told.broken).concat(told.findings);
    const key = JSON.stringify([findings, trouble]);
    panel.hidden = (!findings.length && !trouble) || key === putAway.panel;
    const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
    const title = trouble || `${count} about this page`;
    statusLine.textContent = panel.hidden ? '' : title;
    panel.textContent = '';
    panel.append(element('h1', {}, title), button('Close', () => {
      putAway.panel = key;
      draw();
    }));
    if (findings.length) panel.append(list(findings));
  };

  const draw = () => {
    if (frame.hidden) return;
    drawOverlay();
    drawPanel();
  };
  const show = (broken, findings) => {
    const now = { broken, findings };
    if (JSON.stringify(now) === JSON.stringify(told)) return;
    told = now;
    draw();
  };
  const complain = (words) => {
    if (words === trouble) return;
    trouble = words;
    draw();
  };

  // Its style is a file, since pages forbid inline styles, and nothing is shown until it is loaded.
  const style = element('link', { rel: 'stylesheet', href: `${PREFIX}client.css` });
  const frame = element('div', { hidden: '' }, panel, overlay, statusLine);
  style.onload = style.onerror = () => {
    frame.hidden = false;
    draw();
  };
  root.append(style, frame);
  document.documentElement.append(host);
  open();
})();
