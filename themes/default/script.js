// Runs before the page is painted, so that chosen colours never flash.
(() => {
  const root = document.documentElement.dataset;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.theme ? root.theme === 'dark' : dark.matches);
  const button = '[data-theme-toggle]';
  const show = () => document.querySelector(button)?.setAttribute('aria-pressed', isDark());
  root.scripted = '';
  try {
    const kept = localStorage.allotmentTheme;
    if (/^(dark|light)$/.test(kept)) root.theme = kept;
  } catch {}
  dark.addEventListener('change', show);
  document.addEventListener('DOMContentLoaded', show);
  document.addEventListener('click', (event) => {
    if (!event.target.closest(button)) return;
    root.theme = isDark() ? 'light' : 'dark';
    show();
    try {
      localStorage.allotmentTheme = root.theme;
    } catch {}
  });
})();
