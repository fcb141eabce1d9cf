// The notes that led to this one, for `theme.trail = true`: a way back along them, kept in the tab and nowhere else.
(() => {
  const LENGTH = 8;
  const place = document.querySelector('[data-trail]');
  if (!place) return;
  const here = location.href.split(/[?#]/)[0];
  let trail = [];
  try {
    const kept = JSON.parse(sessionStorage.allotmentTrail);
    trail = kept.filter(([href, title]) => typeof href === 'string' && typeof title === 'string');
  } catch {}
  // A reader who returns to a note continues the trail from there.
  const before = trail.findIndex(([href]) => href === here);
  if (before >= 0) trail.length = before;
  const list = document.createElement('ol');
  for (const [href, title] of trail) {
    const link = Object.assign(document.createElement('a'), { href, dir: 'auto', textContent: title });
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  if (trail.length) place.append(list);
  trail.push([here, document.querySelector('h1').textContent]);
  try {
    sessionStorage.allotmentTrail = JSON.stringify(trail.slice(-LENGTH));
  } catch {}
})();
