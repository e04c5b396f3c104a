// The keyboard: a key presses the control that names it (`aria-keyshortcuts`), in the current row before anywhere else.
(() => {
  const rows = () => [...document.querySelectorAll('main tbody tr:has(th a)')];
  const current = () => document.activeElement.closest('main tbody tr');
  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = at < 0 ? all[by > 0 ? 0 : all.length - 1] : all[at + by];
    next?.querySelector('th a').focus();
    return next;
  };
  const press = (key) => {
    const named = `[aria-keyshortcuts~="${CSS.escape(key)}"]:not(:disabled)`;
    const control = current()?.querySelector(named) ?? [...document.querySelectorAll(named)].find((it) => !it.closest('tbody'));
    if (control?.matches('input:not([type=checkbox])')) control.focus();
    else control?.click();
    return control;
  };
  const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
  addEventListener('keydown', (event) => {
    const { key, target, altKey, isComposing, defaultPrevented } = event;
    if (altKey || isComposing || defaultPrevented || document.querySelector('dialog[open]')) return;
    let done;
    if (event.ctrlKey || event.metaKey) {
      done = press(`${event.ctrlKey ? 'Control' : 'Meta'}+${key.toUpperCase()}`);
    } else if (!target.closest('input:not([type=checkbox]), textarea, select, summary, [role=listbox]')) {
      // An arrow scrolls, unless a row has the focus.
      const arrow = key.startsWith('Arrow');
      if (!arrow && document.documentElement.dataset.singleKeys === 'false') return;
      done = steps[key] ? (!arrow || current()) && step(steps[key]) : key.length === 1 && press(key);
    }
    if (done) event.preventDefault();
  });
})();
