// Opens the list of notes over the page, in windows that have no room beside it. script.js loads this file with the first
// tap on the menu; without it, the menu leads to the list further below.
const allotmentDrawer = {
  open(menu) {
    const list = document.getElementById('site.nav');
    const make = (tag, values) => Object.assign(document.createElement(tag), values);
    const dialog = make('dialog', { className: 'drawer' });
    // The page keeps room for the list, or it would become shorter and could move.
    const gap = make('div', {});
    gap.style.blockSize = `${list.offsetHeight}px`;
    dialog.append(make('button', { className: 'button', textContent: menu.dataset.close }), list);
    dialog.ariaLabel = list.ariaLabel;
    dialog.onclick = ({ target }) => {
      if (target === dialog || target.closest('a, button')) dialog.close();
    };
    dialog.onclose = () => {
      document.getElementById('main').after(list);
      gap.remove();
      dialog.remove();
    };
    document.getElementById('main').after(gap);
    document.body.append(dialog);
    // The dialog gives the focus back to it.
    menu.focus({ preventScroll: true });
    dialog.showModal();
    const here = list.querySelector('[aria-current]');
    // What is above it stays in view if there is room.
    if (here) dialog.scrollTop = here.offsetTop - dialog.clientHeight * 0.8;
  },
};
