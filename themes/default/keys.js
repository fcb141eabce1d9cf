// Keyboard shortcuts of every page, and the sheet that lists them. script.js loads this file for the first of
// these keys, or when a reader asks for the sheet. Single-key shortcuts can be switched off there (WCAG 2.2,
// 2.1.4); that is stored in the reader's browser, as localStorage.allotmentKeys.
const allotmentKeys = (() => {
  const words = allotmentKeyWords;
  const root = document.documentElement.dataset;
  const PATIENCE = 1500;
  let waiting = 0;
  let dialog;

  const find = (selector) => document.querySelector(selector);
  // The theme's files lie one folder below the top of the site; a note may have the same name, but no other page this address.
  const top = new URL('../', document.currentScript.src).href;
  const page = (name) => [...document.querySelectorAll('nav.rail a')].find(({ href }) => href === `${top}${name}.html`);
  const go = (link) => link && location.assign(link.href);
  const random = async (previewed) => {
    const any = previewed && (await previewed().then(() => allotmentPreviews.any()).catch(() => {}));
    go(any ? { href: any } : page('notes'));
  };

  // The key or keys, their description, what they do, and whether that is possible here; only then they are offered.
  const all = () =>
    [
      ['/', words.search, () => find('[data-search]')?.click(), find('[data-search]')],
      ['t', words.dark_theme, () => find('[data-theme-toggle]').click(), true],
      ['g h', words.home, () => go(find('.top .name')), true],
      ['g n', words.all_notes, () => go(page('notes')), page('notes')],
      ['g t', words.tags, () => go(page('tags')), page('tags')],
      ['g y', words.timeline, () => go(page('timeline')), page('timeline')],
      ['g g', words.graph, () => go(page('graph')), page('graph')],
      ['g r', words.random_note, random, true],
      ['[', words.previous, () => go(find('a[rel=prev]')), find('a[rel=prev]')],
      [']', words.next, () => go(find('a[rel=next]')), find('a[rel=next]')],
      ['e', words.edit, () => go(find('a[rel=edit]')), find('a[rel=edit]')],
      ['?', words.shortcuts, open, true],
    ].filter(([, , , leads]) => leads);

  const make = (tag, values, ...children) => {
    const element = Object.assign(document.createElement(tag), values);
    element.append(...children);
    return element;
  };
  const row = ([keys, name]) => {
    const signs = keys.split(' ').flatMap((key) => [make('kbd', {}, key), ' ']);
    return [make('dt', {}, ...signs), make('dd', {}, name)];
  };
  const toggle = ({ target }) => {
    if (target.checked) delete root.keys;
    else root.keys = 'off';
    try {
      localStorage.allotmentKeys = target.checked ? 'on' : 'off';
    } catch {}
  };
  function open() {
    if (dialog?.open) return;
    dialog?.remove();
    const title = make('h2', { id: 'keys.title' }, words.shortcuts);
    const box = make('input', { type: 'checkbox', checked: root.keys !== 'off', onchange: toggle });
    const close = make('button', { className: 'button', type: 'submit' }, words.close);
    const always = row(['Ctrl K', words.search]);
    dialog = make(
      'dialog',
      { className: 'sheet' },
      title,
      make('dl', {}, ...always, ...all().flatMap(row)),
      make('label', {}, box, ' ', words.single_keys),
      make('form', { method: 'dialog' }, close),
    );
    dialog.setAttribute('aria-labelledby', title.id);
    document.body.append(dialog);
    dialog.showModal();
  }

  return {
    open,
    /**
     * Handles a key that was pressed outside of any field; `previewed` loads the script that knows notes, if
     * there is one.
     */
    press(key, previewed) {
      if (document.querySelector('dialog[open]')) return;
      const now = Date.now();
      const sequence = now < waiting ? `g ${key}` : key;
      waiting = sequence === 'g' ? now + PATIENCE : 0;
      all().find(([keys]) => keys === sequence)?.[2](previewed);
    },
  };
})();
