// The contents beside a note say where its reader is. The page is not scrolled for that.
(() => {
  // A preview that follows the garden changes them.
  const all = () => [...document.querySelectorAll('.toc a')];
  const goal = ({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)));
  // The part that is read is the last one that begins in the upper quarter of the window, or above it.
  const spy = new IntersectionObserver(
    () => {
      const links = all();
      const here = links.findLast((link) => goal(link)?.getBoundingClientRect().top < innerHeight / 4);
      for (const link of links) link.ariaCurrent = link === here ? 'location' : null;
      // In a long list it is to be seen too; only the list is moved.
      const spot = here ?? links[0];
      const rail = spot?.closest('.rail');
      const below = spot?.offsetTop - rail?.scrollTop;
      if (below < 0 || below > rail.clientHeight - 32) rail.scrollTop = spot.offsetTop - rail.clientHeight / 2;
    },
    // What is above the window counts: a leap over a heading is seen too.
    { rootMargin: '99999px 0px -75%' },
  );
  for (const heading of all().map(goal)) if (heading) spy.observe(heading);
})();
