// Runs before the page is painted, so that it never flashes in the wrong colours.
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
    if (localStorage.allotmentKeys === 'off') root.keys = 'off';
  } catch {}
  dark.addEventListener('change', show);
  document.addEventListener('DOMContentLoaded', () => {
    show();
    // A long list of notes begins where this one is, once its sheet is there.
    requestAnimationFrame(() => {
      const here = document.querySelector('.rail [aria-current]');
      const list = here?.closest('ul');
      if (list) list.scrollTop = here.offsetTop - list.offsetTop - list.clientHeight / 2;
    });
    // What is as wide as its content need not be a stop for the Tab key.
    const fit = new ResizeObserver((boxes) => {
      for (const { target } of boxes) target.tabIndex = -(target.scrollWidth <= target.clientWidth);
    });
    document.querySelectorAll('main [role=group][tabindex]').forEach((box) => fit.observe(box));
  });
  document.addEventListener('click', (event) => {
    if (!event.target.closest(button)) return;
    // What the system has too is no choice of its own: the page follows the system again.
    const choice = isDark() ? 'light' : 'dark';
    const isOwn = isDark() === dark.matches;
    if (isOwn) root.theme = choice;
    else delete root.theme;
    show();
    try {
      if (isOwn) localStorage.allotmentTheme = choice;
      else localStorage.removeItem('allotmentTheme');
    } catch {}
  });

  // Each file is loaded once. One that fails is asked for again the next time.
  const loads = {};
  const load = (src) =>
    (loads[src] ??= new Promise((onload, fail) => {
      const onerror = () => fail(delete loads[src]);
      document.head.append(Object.assign(document.createElement('script'), { src, onload, onerror }));
    }));

  // Previews are loaded for the first link that gets the pointer or the keyboard focus, and told of each; not for touch.
  const { previews } = document.currentScript.dataset;
  const preview = ({ type, target, pointerType }) => {
    if (pointerType === 'touch' || !target.closest?.(':is(main, .rail) a[href]')) return;
    if (type === 'focusin' && !target.matches(':focus-visible')) return;
    load(previews).then(() => allotmentPreviews.come(allotmentPreviews.link(target)), () => {});
  };
  if (previews) {
    addEventListener('pointerover', preview);
    addEventListener('focusin', preview);
  }

  // The search is loaded when a reader asks for it; if that fails, search.html lists all notes. What is typed until
  // then is put into its field, Enter opens its first result, and Escape ends the waiting.
  const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable]';
  let typed;
  let enter;
  let busy;
  const rest = () => {
    removeEventListener('keydown', type, true);
    busy.ariaBusy = null;
    busy = null;
  };
  const type = (event) => {
    const { key, ctrlKey, metaKey } = event;
    if (key === 'Escape') rest();
    else if (key === 'Enter') enter = event;
    else if (ctrlKey || metaKey || !/^(.|Backspace)$/u.test(key)) return;
    else {
      typed = key[2] ? typed.slice(0, -1) : typed + key;
      enter = '';
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const search = (event) => {
    const link = document.querySelector('[data-search]');
    if (!link) return;
    event.preventDefault();
    if (busy) return;
    busy = link;
    link.ariaBusy = true;
    typed = enter = '';
    addEventListener('keydown', type, true);
    const open = () => {
      if (!busy) return;
      rest();
      allotmentPalette.open();
      const field = document.activeElement;
      if (typed) {
        field.value = typed;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      if (enter) field.dispatchEvent(new KeyboardEvent('keydown', enter));
    };
    if (typeof allotmentPalette === 'object') open();
    else
      load(link.dataset.search).then(open, () => {
        if (!busy) return;
        rest();
        location.assign(link.href);
      });
  };
  document.addEventListener('click', (event) => {
    const { ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (ctrlKey || metaKey || shiftKey || altKey) return;
    if (target.closest('[data-search]')) search(event);
    if (target.closest('[data-shortcuts]')) shortcut((keys) => keys.open());
    const menu = target.closest('[data-drawer]');
    if (!menu) return;
    event.preventDefault();
    load(menu.dataset.drawer).then(() => allotmentDrawer.open(menu), () => location.assign(menu.href));
  });
  document.addEventListener('keydown', (event) => {
    const { ctrlKey, metaKey, altKey, shiftKey, target } = event;
    // 229: the key belongs to an input method.
    if (altKey || event.keyCode === 229) return;
    // Where a key types no Latin letter, the letter at its place on the keyboard counts.
    const key = event.key > '\u024f' && !shiftKey ? event.code.slice(3).toLowerCase() : event.key;
    if (ctrlKey || metaKey) {
      if (key.toLowerCase() === 'k' && !shiftKey) search(event);
    } else if (root.keys !== 'off' && !target.closest?.(typing)) {
      if (key === '/') search(event);
      else if (/^[a-z?[\]]$/.test(key)) shortcut((keys) => keys.press(key, previews && (() => load(previews))));
    }
  });

  // Keyboard shortcuts, and the sheet that lists them.
  const shortcut = (use) => {
    const button = document.querySelector('[data-shortcuts]');
    if (button) load(button.dataset.shortcuts).then(() => use(allotmentKeys), () => {});
  };
})();
