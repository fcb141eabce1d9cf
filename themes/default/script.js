// Runs before the page is painted, so that the reader's choice of colours never flashes.
(() => {
  const root = document.documentElement.dataset;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark';
  const show = () => document.querySelector('[data-theme-toggle]')?.setAttribute('aria-pressed', isDark());
  root.scripted = '';
  // A browser may forbid a site to keep anything; the choice then holds for this page.
  try {
    const kept = localStorage.getItem('allotment-theme');
    if (kept === 'dark' || kept === 'light') root.theme = kept;
  } catch {}
  dark.addEventListener('change', show);
  document.addEventListener('DOMContentLoaded', show);
  document.addEventListener('click', ({ target }) => {
    if (!target.closest('[data-theme-toggle]')) return;
    root.theme = isDark() ? 'light' : 'dark';
    show();
    try {
      localStorage.setItem('allotment-theme', root.theme);
    } catch {}
  });
})();
