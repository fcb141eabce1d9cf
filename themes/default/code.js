// A button for each block of code that takes it along.
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
      // A site that is not read over https may not write there; what is selected can be copied.
      getSelection().selectAllChildren(code);
      if (!document.execCommand('copy')) return;
    }
    say.textContent = words.copied;
    return true;
  };
  for (const block of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = words.copy;
    button.onclick = async () => {
      if (!(await copy(block.querySelector('code')))) return;
      button.textContent = words.copied;
      setTimeout(() => (button.textContent = words.copy, (say.textContent = '')), 2000);
    };
    block.prepend(button);
  }
})();
