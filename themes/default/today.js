// Links to the notes of this day, or of the next one that has any. Only the reader's clock knows which day it is.
addEventListener('DOMContentLoaded', () => {
  const place = document.querySelector('[data-today]');
  const dates = [...document.querySelectorAll('.dates a')];
  if (!place || dates.length === 0) return;
  const now = new Date();
  const two = (number) => String(number).padStart(2, '0');
  const today = `${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const dayOf = (link) => link.hash.slice(-5);
  const found = dates.find((link) => dayOf(link) >= today) ?? dates[0];
  const isToday = dayOf(found) === today;
  if (isToday) found.setAttribute('aria-current', 'date');
  const link = document.createElement('a');
  link.href = found.href;
  link.textContent = found.getAttribute('aria-label');
  place.append(`${isToday ? place.dataset.today : place.dataset.next}: `, link);
});
