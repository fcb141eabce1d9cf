// A drawing wider than its box is scrolled to its topmost card at first, as its corner may be empty.
(() => {
  const plane = document.querySelector('.plane');
  const place = (element) => element.getBoundingClientRect();
  const [first] = [...plane.querySelectorAll('.box')].map(place).sort((a, b) => a.top - b.top || a.left - b.left);
  const { left, top, right, bottom } = place(plane);
  if (!first || (first.right < right && first.bottom < bottom)) return;
  plane.scrollTo(first.left - left - (plane.clientWidth - first.width) / 2, first.top - top - 32);
})();
