// Marks the reader's place in the table of contents beside a note, without scrolling the page for that.
(() => {
  // Queried each time, as a preview that follows the garden changes them.
  const all = () => [...document.querySelectorAll('.toc a')];
  const LONG = 30;
  if (all()[LONG]) document.querySelector('.toc').classList.add('long');
  const goal = ({ hash }) => document.getElementById(decodeURIComponent(hash.slice(1)));
  // The current section is the last one that begins above the lower edge of the window's upper quarter, or above the place
  // where links lead to, if that is lower.
  const LED = 99;
  const spy = new IntersectionObserver(
    () => {
      const links = all();
      const here = links.findLast((link) => goal(link)?.getBoundingClientRect().top < Math.max(innerHeight / 4, LED));
      for (const link of links) link.ariaCurrent = link === here ? 'location' : null;
      // Scroll a long list to the marked link; only the list is scrolled.
      const spot = here ?? links[0];
      const rail = spot?.offsetParent;
      const below = spot?.offsetTop - rail?.scrollTop;
      if (below < 0 || below > rail?.clientHeight - 32) rail.scrollTop = spot.offsetTop - rail.clientHeight / 2;
    },
    // Includes everything above the window, so that a jump past a heading is noticed too.
    { rootMargin: '99999px 0px -75%' },
  );
  for (const heading of all().map(goal)) if (heading) spy.observe(heading);
})();
