// Adds a copy button to each block of code.
(() => {
  const words = document.currentScript.dataset;
  const say = document.createElement('p');
  say.className = 'hidden';
  say.setAttribute('role', 'status');
  document.body.append(say);
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // A site that is not served over HTTPS may not use the clipboard; a selection can be copied, though.
      getSelection().selectAllChildren(code);
      if (!document.execCommand('copy')) return;
    }
    say.textContent = words.copied;
    return true;
  };
  for (const code of document.querySelectorAll('.code > pre > code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy;
    button.onclick = async () => {
      if (!(await copy(code))) return;
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = words.copy, (say.textContent = '')), 2000);
    };
    code.closest('.code').prepend(button);
  }
})();
