// A drawing larger than its box is scrolled to its topmost card at first, as its corner may be empty. A button shows the
// whole of it, and the edges beyond which it goes on are soft.
(() => {
  const plane = document.querySelector('.plane');
  const button = document.querySelector('.scale').firstElementChild;
  const place = (element) => element.getBoundingClientRect();
  const edges = () => {
    const { scrollLeft, scrollWidth, scrollHeight, clientWidth, clientHeight, style } = plane;
    style.setProperty('--left', scrollLeft > 1 ? '2rem' : '0rem');
    style.setProperty('--right', scrollLeft + clientWidth < scrollWidth - 1 ? '2rem' : '0rem');
    button.hidden = button.ariaPressed != 'true' && scrollWidth <= clientWidth && scrollHeight <= clientHeight;
  };
  button.addEventListener('click', () => {
    const whole = button.ariaPressed != 'true';
    button.ariaPressed = `${whole}`;
    plane.classList.toggle('whole', whole);
    edges();
  });
  plane.addEventListener('scroll', edges);
  new ResizeObserver(edges).observe(plane);
  const [first] = [...plane.querySelectorAll('.box')].map(place).sort((a, b) => a.top - b.top || a.left - b.left);
  const { left, top, right, bottom } = place(plane);
  if (!first || (first.right < right && first.bottom < bottom)) return;
  plane.scrollTo(first.left - left - (plane.clientWidth - first.width) / 2, first.top - top - 32);
})();
