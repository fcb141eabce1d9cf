// Opens the list of notes over the page, in windows that have no room beside it. script.js loads this file with the first
// tap on the menu; without it, the menu leads to the list further below.
const allotmentDrawer = {
  open(menu) {
    const list = document.getElementById('site.nav');
    const make = (tag, values) => Object.assign(document.createElement(tag), values);
    const dialog = make('dialog', { className: 'drawer' });
    const place = scrollY;
    dialog.append(make('button', { className: 'button', textContent: menu.dataset.close }), list);
    dialog.ariaLabel = list.ariaLabel;
    dialog.onclick = ({ target }) => {
      if (target === dialog || target.closest('a, button')) dialog.close();
    };
    dialog.onclose = () => {
      document.getElementById('main').after(list);
      dialog.remove();
      // Without the list the page was shorter, and may have moved.
      scrollTo({ top: place, behavior: 'instant' });
    };
    document.body.append(dialog);
    // The dialog gives the focus back to it.
    menu.focus();
    dialog.showModal();
    const here = list.querySelector('[aria-current]');
    if (here) dialog.scrollTop = here.offsetTop - dialog.clientHeight / 2;
  },
};
