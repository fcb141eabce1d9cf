// The graph of the garden: draws the data in graph/data.js.
(() => {
  const data = window.allotmentGraph;
  const root = document.querySelector('[data-graph]');
  if (!data || !root) return;
  const { titles, urls, x, y, years, folder, folders, tag, tags } = data;
  const canvas = root.querySelector('canvas');
  const form = root.querySelector('form');
  const pen = canvas.getContext('2d');
  const base = document.createElement('canvas');
  const colours = getComputedStyle(canvas);
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
  // Notes without links were pushed far away by the others: here they are moved close, or the others would look small.
  const ways = all.map((note) => Math.hypot(x[note], y[note]));
  const reach = ways.reduce((most, way, note) => (near[note].length && way > most ? way : most), 0);
  ways.forEach((way, note) => {
    if (way <= reach || !reach) return;
    const by = (reach + (way - reach) / 10) / way;
    x[note] *= by;
    y[note] *= by;
  });
  const rank = [...all].sort((a, b) => near[b].length - near[a].length || a - b);
  const radius = near.map((others) => 1.5 + Math.min(Math.sqrt(others.length), 10) * 1.2);

  // How far dots may grow at a scale of 1 before they cover a third of the area that linked notes take up.
  const room = (0.6 * reach * Math.sqrt(all.length)) / radius.reduce((sum, r) => sum + r, 0) || 2;

  // A point of the layout is drawn at `scale` times its position, plus `left` and `top`.
  let view = { scale: 1, left: 0, top: 0 };
  // How much larger the dot of a note that is pointed at is.
  const BIG = 1.3, MORE = 2;
  // Where names are in the current drawing.
  const spot = new Map();
  let drawn, cost = 0, width = 0, height = 0, ratio = 1;
  let shown, found, hover = -1, focus = -1, frame = 0, rest = 0;
  const across = (note) => x[note] * view.scale + view.left;
  const down = (note) => y[note] * view.scale + view.top;
  const grown = () => Math.min(2, Math.max(0.4, Math.sqrt(view.scale)), room * view.scale);

  // `by` and `more` enlarge dots.
  const dots = (on, notes, by = 1, more = 0) => {
    const grow = grown() * by;
    on.beginPath();
    notes.forEach((note, nth) => {
      const r = Math.max(0.5, radius[note] * grow) + more, left = across(note), top = down(note);
      if (left < -r || top < -r || left > width + r || top > height + r) return;
      if (r < 1.8) on.rect(left - r, top - r, 2 * r, 2 * r);
      else on.moveTo(left + r, top), on.arc(left, top, r, 0, 7);
      if (nth % 200 == 0) on.fill(), on.beginPath();
    });
    on.fill();
  };

  const strokes = (on, pairs) => {
    on.beginPath();
    pairs.forEach(([a, b], nth) => {
      on.moveTo(across(a), down(a));
      on.lineTo(across(b), down(b));
      if (nth % 1000 == 0) on.stroke(), on.beginPath();
    });
    on.stroke();
  };

  // How wide a text is: signs of Chinese, Japanese or Korean, and pictures, take twice the room of others.
  const wide = (signs) => signs.reduce((sum, sign) => sum + (/[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60\u{1f000}-\u{3ffff}]/u.test(sign) ? 2 : 1), 0);

  const write = (on, weight, title, left, top) => {
    on.font = weight + ' 12px ' + colours.fontFamily;
    on.textAlign = 'center';
    on.lineJoin = 'round';
    on.lineWidth = 3;
    on.strokeStyle = colours.backgroundColor;
    on.fillStyle = colours.color;
    on.strokeText(title, left, top);
    on.fillText(title, left, top);
  };

  // Draws names where there is room: below their dots, above or beside them, where they cover no other name and
  // no important dot. The most linked notes, and those pointed at, may have theirs over dots as well, and keep
  // its position. The note `main`, the first of them, is drawn last: larger, and its name bold.
  const names = (on, notes, limit, sure, main) => {
    // The space of the buttons on top of the graph.
    const taken = [1, 3, 5, 7, 9].map((row) => [width - 33, height - row * 16, 26]);
    const grow = grown();
    let last;
    let tries = 4 * limit + 1e6 / all.length;
    for (const note of notes) {
      const place = across(note), middle = down(note), own = note == main;
      const out = radius[note] * grow * (own ? BIG : 1) + (own ? MORE : 0);
      if (!shown[note] || place < 0 || middle < 0 || place > width || middle > height) continue;
      if (limit <= 0 || --tries < 0) break;
      const room = own ? Math.min(48, Math.floor(width / 7.4) - 2) : 31;
      const signs = [...titles[note]].slice(0, room + 2);
      if (wide(signs) > room + 1) {
        while (wide(signs) > room) signs.pop();
        signs.push('…');
      }
      const title = signs.join('');
      const half = wide(signs) * (own ? 3.6 : 3.2) + 3;
      const within = Math.max(half, Math.min(width - half, place));
      const spots = [[within, middle + out + 12], [within, middle - out - 5], [place + out + half, middle + 4], [place - out - half, middle + 4]]
        .filter(([left, top]) => left >= half && left + half <= width && top > 12 && top < height - 4);
      if (drawn == view && spot.has(note)) spots.unshift(spot.get(note));
      const free = ([left, top]) => !taken.some(([l, t, h]) => Math.abs(l - left) < h + half && Math.abs(t - top) < 15);
      const clear = ([left, top]) => {
        const reach = half + 14 * grow;
        return !eastward.slice(before(mapX(left - reach)), before(mapX(left + reach))).some((other) =>
          other != note && shown[other] && radius[other] * 1.3 > radius[note] && Math.abs(down(other) + 4 - top) < radius[other] * grow + 6 &&
          Math.abs(across(other) - left) < radius[other] * grow + half);
      };
      const open = spots.filter(free);
      const best = open.find(clear) ?? ((sure || rank.slice(0, 8).includes(note)) && open[0]);
      if (!best) continue;
      taken.push([...best, half]);
      if (!sure) spot.set(note, best);
      if (own) {
        last = [title, ...best];
        // No other name covers its dot.
        for (let row = 4 - out; row < 4 + out; row += 8) taken.push([place, middle + row, out + 2]);
      } else write(on, '', title, ...best);
      limit--;
    }
    if (main >= 0) {
      on.fillStyle = colours.backgroundColor;
      dots(on, [main], BIG, MORE + 2);
      on.fillStyle = colours.outlineColor;
      dots(on, [main], BIG, MORE);
      if (last) write(on, 'bold', ...last);
    }
  };

  const drawBase = () => {
    const begun = performance.now();
    base.width = canvas.width;
    base.height = canvas.height;
    const on = base.getContext('2d');
    on.scale(ratio, ratio);
    on.lineWidth = 1 / ratio;
    on.strokeStyle = colours.borderTopColor;
    on.globalAlpha = Math.max(0.04, Math.min(0.45, 7 / Math.sqrt(lines.length)));
    strokes(on, lines.filter(([a, b]) => shown[a] && shown[b]));
    on.globalAlpha = 1;
    on.fillStyle = colours.caretColor;
    dots(on, all.filter((note) => shown[note]));
    spot.clear();
    names(on, rank, 16 + 24 * view.scale);
    drawn = view;
    cost = performance.now() - begun;
  };

  const draw = () => {
    frame = 0;
    if (!drawn || (drawn != view && cost < 10)) drawBase();
    else if (drawn != view) {
      // While a large graph moves, its last drawing is moved.
      clearTimeout(rest);
      rest = setTimeout(renew, 120);
    }
    const noted = hover < 0 ? focus : hover;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const zoom = view.scale / drawn.scale;
    pen.globalAlpha = noted < 0 && !found.length ? 1 : 0.15;
    pen.drawImage(base, (view.left - drawn.left * zoom) * ratio, (view.top - drawn.top * zoom) * ratio, base.width * zoom, base.height * zoom);
    pen.globalAlpha = 1;
    pen.scale(ratio, ratio);
    pen.fillStyle = pen.strokeStyle = colours.outlineColor;
    dots(pen, found);
    if (noted >= 0) {
      const others = near[noted].filter((note) => shown[note]);
      pen.lineWidth = 1.2;
      strokes(pen, others.map((note) => [noted, note]));
      pen.fillStyle = colours.color;
      dots(pen, others);
      names(pen, [noted, ...others], 24, true, noted);
    } else names(pen, found, 24, true);
  };
  const ask = () => (frame ||= width && requestAnimationFrame(draw));

  const go = (to) => ((view = to), ask());
  const slide = (right, below) => go({ ...view, left: view.left + right, top: view.top + below });
  const renew = () => ((drawn = null), ask());
  const zoomed = (by, left, top) => {
    const scale = Math.min(8, Math.max(0.02, view.scale * by));
    by = scale / view.scale;
    return { scale, left: left - (left - view.left) * by, top: top - (top - view.top) * by };
  };
  const fitted = () => {
    const notes = all.filter((note) => shown[note]);
    if (!notes.length) return view;
    const ends = (of) => notes.reduce(([low, high], note) => [Math.min(low, of[note]), Math.max(high, of[note])], [1e9, -1e9]);
    const [w, e] = ends(x), [n, s] = ends(y);
    const scale = Math.min(4, (width - 60) / (e - w + 1), (height - 60) / (s - n + 1));
    return { scale, left: (width - (w + e) * scale) / 2, top: (height - (n + s) * scale) / 2 };
  };

  // Returns the nearest note, by a measure of the distance to it.
  const least = (fromX, fromY, measure, limit, notes = all) => {
    let best = -1;
    for (const note of notes) {
      const far = shown[note] ? measure(x[note] - fromX, y[note] - fromY) : Infinity;
      if (far < limit) (limit = far), (best = note);
    }
    return best;
  };
  const mapX = (left) => (left - view.left) / view.scale;
  const mapY = (top) => (top - view.top) / view.scale;
  // Sorted by x, so that only the notes in a narrow strip have to be compared with a point.
  const eastward = [...all].sort((a, b) => x[a] - x[b]);
  const before = (place) => {
    let low = 0, high = eastward.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (x[eastward[middle]] < place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const at = ([left, top]) => {
    const reach = 14 / view.scale, place = mapX(left);
    const strip = eastward.slice(before(place - reach), before(place + reach));
    return least(place, mapY(top), Math.hypot, reach, strip);
  };

  const counted = (number, one, other) => (number == 1 ? one : other.replace('{n}', number));
  const say = (...parts) => root.querySelector('[role=status]').replaceChildren(...parts);
  const pick = (note) => {
    focus = note;
    hover = -1;
    const left = across(note), top = down(note);
    if (left < 40 || top < 40 || left > width - 40 || top > height - 40) centre(note, view.scale);
    const link = Object.assign(document.createElement('a'), { href: urls[note], dir: 'auto', textContent: titles[note] });
    say(link, ', ' + counted(near[note].length, words.link, words.links));
    ask();
  };
  const centre = (note, scale) => go({ scale, left: width / 2 - x[note] * scale, top: height / 2 - y[note] * scale });
  const open = (note, apart) => (apart ? window.open(urls[note]) : (location.href = urls[note]));

  // A mouse or a pen moves the graph. One finger scrolls the page and selects notes, and two move and zoom the graph.
  const pointers = new Map();
  let moved = 0;
  const place = (event) => [event.offsetX, event.offsetY];
  const point = (note) => ((hover = note), ask());
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    moved = pointers.size ? Infinity : 0;
    pointers.set(event.pointerId, place(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const now = place(event), before = pointers.get(event.pointerId);
    if (!before) return point(at(now));
    const right = now[0] - before[0], below = now[1] - before[1];
    moved += Math.abs(right) + Math.abs(below);
    const other = [...pointers].find(([id]) => id != event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (other) {
      const span = ([left, top]) => Math.hypot(left - other[0], top - other[1]) || 1;
      view = zoomed(span(now) / span(before), (before[0] + other[0]) / 2, (before[1] + other[1]) / 2);
      slide(right / 2, below / 2);
    } else if (event.pointerType != 'touch') slide(right, below);
  });
  const lift = (event) => {
    const was = pointers.get(event.pointerId);
    pointers.delete(event.pointerId);
    const touched = event.pointerType == 'touch';
    if (!was || event.type != 'pointerup' || event.button || moved > (touched ? 12 : 5)) return;
    const note = at(was);
    if (note >= 0 && (!touched || note == focus)) open(note, event.ctrlKey || event.metaKey);
    else if (touched) note < 0 ? leave() : pick(note);
  };
  const leave = () => {
    focus = -1;
    say();
    ask();
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  canvas.addEventListener('pointerleave', () => point(-1));
  for (const kind of ['touchstart', 'touchmove']) {
    canvas.addEventListener(kind, (event) => event.touches.length > 1 && event.cancelable && event.preventDefault(), { passive: false });
  }
  // The wheel scrolls the page, until the reader has turned to the graph. A pinch on a touchpad comes with Ctrl.
  canvas.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey && !canvas.parentNode.contains(document.activeElement)) return;
    event.preventDefault();
    go(zoomed(2 ** (-event.deltaY / 500), ...place(event)));
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
    else if (key == 'Escape') leave(), canvas.blur();
    else return;
    event.preventDefault();
  });
  const walk = ([right, below]) => {
    const best = focus < 0
      ? least(mapX(width / 2), mapY(height / 2), Math.hypot, Infinity)
      : least(x[focus], y[focus], (dx, dy) => {
          const along = dx * right + dy * below;
          return along > 0 ? along + 2 * Math.abs(dx * below - dy * right) : Infinity;
        }, Infinity);
    if (best >= 0) pick(best);
  };

  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const offer = (name, options) => {
    options.forEach((option) => form.elements[name].add(new Option(...[option].flat())));
    form.elements[name].parentNode.hidden = !options.length;
  };
  offer('folder', folders.filter(Boolean));
  offer('tag', tags.map((name, number) => [name, number]));
  offer('year', [...new Set(years)].filter(Boolean).sort((a, b) => b - a));
  const sift = (event) => {
    const chosen = Object.fromEntries(new FormData(form));
    const inside = folders.map((path) => !chosen.folder || (path + '/').startsWith(chosen.folder + '/'));
    const text = fold(chosen.find.trim());
    shown = all.map((note) =>
      inside[folder[note]] && (!chosen.tag || tag[note].includes(+chosen.tag)) && (!chosen.year || years[note] == chosen.year));
    found = text ? rank.filter((note) => shown[note] && fold(titles[note]).includes(text)) : [];
    focus = hover = -1;
    if (event?.target.name != 'find') zoom(0);
    if (event) say(counted((text ? found : all.filter((note) => shown[note])).length, words.note, words.notes));
    renew();
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
    const was = [width, height];
    ({ clientWidth: width, clientHeight: height } = canvas);
    ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    was[0] ? slide((width - was[0]) / 2, (height - was[1]) / 2) : zoom(0);
    renew();
  }).observe(canvas);
  // The colours changed, for whatever reason.
  canvas.addEventListener('transitionend', renew);
  sift();
})();
