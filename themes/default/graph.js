// The map of the garden: draws what graph/data.js holds, and lets a reader move, point, filter and find.
// Of each note there are `titles`, `urls`, `x`, `y`, `years`, `folder` and `tag` (numbers in `folders` and `tags`), and
// `links`: the linked notes of higher numbers, each as the distance from the one before.
(() => {
  const data = window.allotmentGraph;
  const root = document.querySelector('[data-graph]');
  if (!data || !root) return;
  const { titles, urls, x, y, years, folder, folders, tag, tags } = data;
  const canvas = root.querySelector('canvas');
  const form = root.querySelector('form');
  const pen = canvas.getContext('2d');
  const base = document.createElement('canvas');
  const words = root.dataset;
  const all = [...titles.keys()];
  const near = all.map(() => []);
  const lines = [];
  data.links.forEach((steps, a) => {
    let b = a;
    for (const step of steps) {
      b += step;
      near[a].push(b);
      near[b].push(a);
      lines.push([a, b]);
    }
  });
  const rank = [...all].sort((a, b) => near[b].length - near[a].length || a - b);
  const radius = near.map((others) => 1.5 + Math.min(Math.sqrt(others.length), 10) * 1.2);

  // Notes by squares of the map, to find the one under a pointer.
  const SQUARE = 64;
  const square = (at) => Math.floor(at / SQUARE);
  const squares = new Map();
  for (const note of all) {
    const key = square(x[note]) + ' ' + square(y[note]);
    squares.has(key) ? squares.get(key).push(note) : squares.set(key, [note]);
  }

  // What is looked at: a place on the map is at `scale` times it plus `left` and `top` on the screen.
  let view = { scale: 1, left: 0, top: 0 };
  let drawn, cost = 0, colours, width = 0, height = 0, ratio = 1;
  let shown = all.map(() => true), found = [], hover = -1, focus = -1, frame = 0, rest = 0, trip = 0;
  const across = (note) => x[note] * view.scale + view.left;
  const down = (note) => y[note] * view.scale + view.top;
  const grown = () => Math.min(2, Math.max(0.4, Math.sqrt(view.scale)));

  const readColours = () => {
    const { color, borderTopColor, caretColor, outlineColor, backgroundColor, fontFamily } = getComputedStyle(canvas);
    colours = { text: color, line: borderTopColor, dot: caretColor, accent: outlineColor, ground: backgroundColor, font: fontFamily };
    drawn = null;
    ask();
  };

  const dots = (on, notes) => {
    const grow = grown();
    on.beginPath();
    let batch = 0;
    for (const note of notes) {
      const r = radius[note] * grow, left = across(note), top = down(note);
      if (left < -r || top < -r || left > width + r || top > height + r) continue;
      if (r < 1.8) on.rect(left - r, top - r, 2 * r, 2 * r);
      else on.moveTo(left + r, top), on.arc(left, top, r, 0, 7);
      // Long paths take more time than many short ones.
      if (++batch % 200 == 0) on.fill(), on.beginPath();
    }
    on.fill();
  };

  const strokes = (on, pairs) => {
    on.beginPath();
    let batch = 0;
    for (const [a, b] of pairs) {
      if (!shown[a] || !shown[b]) continue;
      const ax = across(a), ay = down(a), bx = across(b), by = down(b);
      if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height)) continue;
      if (Math.abs(ax - bx) + Math.abs(ay - by) < 2) continue;
      on.moveTo(ax, ay);
      on.lineTo(bx, by);
      if (++batch % 1000 == 0) on.stroke(), on.beginPath();
    }
    on.stroke();
  };

  // Names where there is room for them, those of the first notes first.
  const names = (on, notes, limit) => {
    const taken = new Set();
    on.font = '12px ' + colours.font;
    on.textAlign = 'center';
    on.lineJoin = 'round';
    on.lineWidth = 3;
    on.strokeStyle = colours.ground;
    on.fillStyle = colours.text;
    for (const note of notes) {
      const left = across(note), top = down(note) + radius[note] * grown() + 12;
      if (!shown[note] || left < 0 || top < 0 || left > width || top > height) continue;
      const title = titles[note].length > 32 ? titles[note].slice(0, 31) + '…' : titles[note];
      const reach = Math.ceil((title.length * 3.4 + 8) / 24), column = Math.round(left / 24), row = Math.round(top / 16);
      const cells = [];
      for (let cell = column - reach; cell <= column + reach; cell++) cells.push(cell + ' ' + row);
      if (cells.some((cell) => taken.has(cell))) continue;
      cells.forEach((cell) => taken.add(cell));
      on.strokeText(title, left, top);
      on.fillText(title, left, top);
      if (--limit == 0) break;
    }
  };

  const drawBase = () => {
    const begun = performance.now();
    base.width = canvas.width;
    base.height = canvas.height;
    const on = base.getContext('2d');
    on.scale(ratio, ratio);
    on.lineWidth = 1 / ratio;
    on.strokeStyle = colours.line;
    on.globalAlpha = lines.length > 20000 ? 0.25 : lines.length > 2000 ? 0.5 : 0.8;
    strokes(on, lines);
    on.globalAlpha = 1;
    on.fillStyle = colours.dot;
    dots(on, all.filter((note) => shown[note]));
    names(on, rank, 24 + 24 * view.scale);
    drawn = { ...view };
    cost = performance.now() - begun;
  };

  const draw = () => {
    frame = 0;
    const is = drawn && ['scale', 'left', 'top'].every((part) => drawn[part] == view[part]);
    if (!drawn || (!is && cost < 10)) drawBase();
    else if (!is) {
      // While a large map moves, its picture moves.
      clearTimeout(rest);
      rest = setTimeout(() => (drawn = null, ask()), 120);
    }
    const noted = hover < 0 ? focus : hover;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const zoom = view.scale / drawn.scale;
    pen.globalAlpha = noted < 0 && !found.length ? 1 : 0.4;
    pen.drawImage(base, (view.left - drawn.left * zoom) * ratio, (view.top - drawn.top * zoom) * ratio, base.width * zoom, base.height * zoom);
    pen.globalAlpha = 1;
    pen.scale(ratio, ratio);
    pen.fillStyle = pen.strokeStyle = colours.accent;
    dots(pen, found.slice(0, 2000));
    if (noted >= 0) {
      const others = near[noted].filter((note) => shown[note]);
      pen.lineWidth = 1.2;
      strokes(pen, others.map((note) => [noted, note]));
      dots(pen, [noted]);
      pen.fillStyle = colours.text;
      dots(pen, others);
      pen.fillStyle = colours.accent;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(across(noted), down(noted), radius[noted] * grown() + 4, 0, 7);
      pen.stroke();
      names(pen, [noted, ...others], 24);
    } else names(pen, found, 24);
  };
  const ask = () => (frame ||= requestAnimationFrame(draw));

  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const go = (to) => {
    cancelAnimationFrame(trip);
    const from = view, begun = performance.now();
    const step = (now) => {
      const part = still.matches ? 1 : Math.min(1, Math.max(0, (now - begun) / 200));
      const at = (name) => from[name] + (to[name] - from[name]) * part * (2 - part);
      view = part < 1 ? { scale: at('scale'), left: at('left'), top: at('top') } : to;
      if (part < 1) trip = requestAnimationFrame(step);
      ask();
    };
    step(begun);
  };
  const zoomed = (by, left, top) => {
    const scale = Math.min(8, Math.max(0.02, view.scale * by));
    by = scale / view.scale;
    return { scale, left: left - (left - view.left) * by, top: top - (top - view.top) * by };
  };
  const fitted = () => {
    const notes = all.filter((note) => shown[note]);
    if (!notes.length) return view;
    let [w, n, e, s] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const note of notes) {
      w = Math.min(w, x[note]), e = Math.max(e, x[note]), n = Math.min(n, y[note]), s = Math.max(s, y[note]);
    }
    const scale = Math.min(4, (width - 60) / (e - w + 1), (height - 60) / (s - n + 1));
    return { scale, left: (width - (w + e) * scale) / 2, top: (height - (n + s) * scale) / 2 };
  };

  const at = (left, top) => {
    const mapX = (left - view.left) / view.scale, mapY = (top - view.top) / view.scale, reach = 14 / view.scale;
    let best = -1, least = reach * reach;
    for (let column = square(mapX - reach); column <= square(mapX + reach); column++) {
      for (let row = square(mapY - reach); row <= square(mapY + reach); row++) {
        for (const note of squares.get(column + ' ' + row) ?? []) {
          const far = (x[note] - mapX) ** 2 + (y[note] - mapY) ** 2;
          if (shown[note] && far < least) (least = far), (best = note);
        }
      }
    }
    return best;
  };

  const counted = (number, one, other) => (number == 1 ? one : other.replace('{n}', number));
  const say = (text) => (root.querySelector('[role=status]').textContent = text);
  const pick = (note) => {
    focus = note;
    hover = -1;
    const left = across(note), top = down(note);
    if (left < 40 || top < 40 || left > width - 40 || top > height - 40) centre(note, view.scale);
    say(titles[note] + ', ' + counted(near[note].length, words.link, words.links));
    ask();
  };
  const centre = (note, scale) => go({ scale, left: width / 2 - x[note] * scale, top: height / 2 - y[note] * scale });
  const open = (note, apart) => (apart ? window.open(urls[note]) : (location.href = urls[note]));

  // Pointers: one moves the map, two stretch it, a short touch opens.
  const pointers = new Map();
  let moved = 0;
  const place = ({ clientX, clientY }) => {
    const { left, top } = canvas.getBoundingClientRect();
    return { left: clientX - left - canvas.clientLeft, top: clientY - top - canvas.clientTop };
  };
  const point = (note) => {
    if (note == hover) return;
    hover = note;
    canvas.classList.toggle('on', note >= 0);
    ask();
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (!pointers.size) moved = 0;
    pointers.set(event.pointerId, place(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const now = place(event), before = pointers.get(event.pointerId);
    if (!before) return point(at(now.left, now.top));
    moved += Math.abs(now.left - before.left) + Math.abs(now.top - before.top);
    const other = [...pointers].find(([id]) => id != event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    cancelAnimationFrame(trip);
    if (other) {
      const span = (to) => Math.hypot(to.left - other.left, to.top - other.top) || 1;
      view = zoomed(span(now) / span(before), other.left, other.top);
    } else view = { ...view, left: view.left + now.left - before.left, top: view.top + now.top - before.top };
    ask();
  });
  const lift = (event) => {
    const was = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    const note = was && event.type == 'pointerup' && moved < 6 ? at(was.left, was.top) : -1;
    if (note >= 0 && event.button < 2) open(note, event.button == 1 || event.ctrlKey || event.metaKey);
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  canvas.addEventListener('pointerleave', () => point(-1));
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const { left, top } = place(event);
    view = zoomed(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.002)), left, top);
    ask();
  }, { passive: false });

  const zoom = (by) => go(by ? zoomed(by, width / 2, height / 2) : fitted());
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const ZOOMS = { '+': 1.5, '=': 1.5, '-': 1 / 1.5, 0: 0 };
  canvas.addEventListener('keydown', (event) => {
    const { key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (WAYS[key]) walk(WAYS[key]);
    else if (key in ZOOMS) zoom(ZOOMS[key]);
    else if (key == 'Enter' && focus >= 0) open(focus);
    else if (key == 'Escape') (focus = -1), say(''), ask();
    else return;
    event.preventDefault();
  });
  // To the next note that way; to the one in the middle where there is none yet.
  const walk = ([right, below]) => {
    const from = focus < 0 ? [(width / 2 - view.left) / view.scale, (height / 2 - view.top) / view.scale] : [x[focus], y[focus]];
    let best = -1, least = Infinity;
    for (const note of all) {
      const dx = x[note] - from[0], dy = y[note] - from[1], along = dx * right + dy * below;
      const far = focus < 0 ? Math.hypot(dx, dy) : along > 0 ? along + 2 * Math.abs(dx * below - dy * right) : Infinity;
      if (shown[note] && note != focus && far < least) (least = far), (best = note);
    }
    if (best >= 0) pick(best);
  };

  // The form: what is shown, and what is found.
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const offer = (name, options) => options.forEach(([text, value]) => form.elements[name].add(new Option(text, value)));
  offer('folder', folders.filter(Boolean).map((path) => [path, path]));
  offer('tag', tags.map((name, number) => [name, number]));
  offer('year', [...new Set(years)].filter(Boolean).sort((a, b) => b - a).map((year) => [year, year]));
  const sift = (event) => {
    const value = (name) => form.elements[name].value;
    const inside = folders.map((path) => !value('folder') || (path + '/').startsWith(value('folder') + '/'));
    const fits = (note) =>
      inside[folder[note]] && (!value('tag') || tag[note].includes(+value('tag'))) && (!value('year') || years[note] == value('year'));
    const text = fold(value('find').trim());
    shown = all.map(fits);
    found = text ? rank.filter((note) => shown[note] && fold(titles[note]).includes(text)) : [];
    focus = hover = -1;
    drawn = null;
    if (event?.target.name != 'find') go(fitted());
    const number = text ? found.length : shown.filter(Boolean).length;
    if (event) say(counted(number, words.note, words.notes));
    ask();
  };
  form.addEventListener('input', sift);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!found.length) return;
    canvas.focus();
    centre(found[0], Math.max(view.scale, 1));
    pick(found[0]);
  });
  root.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-zoom]');
    if (button) zoom(+button.dataset.zoom);
  });

  new ResizeObserver(() => {
    const is = width > 0;
    const [right, below] = [(canvas.clientWidth - width) / 2, (canvas.clientHeight - height) / 2];
    ({ clientWidth: width, clientHeight: height } = canvas);
    ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    view = is ? { ...view, left: view.left + right, top: view.top + below } : fitted();
    drawn = null;
    ask();
  }).observe(canvas);
  new MutationObserver(readColours).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', readColours);
  }
  readColours();
  // A browser keeps what was chosen when a reader comes back.
  sift();
})();
