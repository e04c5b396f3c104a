// What people do before the page has come to life is kept, and done as soon as it has. Links and forms that fetch a page
// work by themselves.
(() => {
  const typed = new Map();
  const acts = [];
  const put = (event, act) => {
    // A page that has half come to life must not do it too.
    event.stopImmediatePropagation();
    acts.push(act);
  };
  const keep = (event) => {
    const { type, target } = event;
    const button = type === 'click' && target.closest('button[type=button]');
    if (type === 'submit' && target.method === 'post') {
      event.preventDefault();
      put(event, () => target.requestSubmit(event.submitter));
    } else if (button) {
      put(event, () => button.click());
    } else if (type === 'input' || type === 'change') {
      typed.set(target, [target.value, target.checked]);
    }
  };
  const kinds = ['input', 'change', 'click', 'submit'];
  for (const kind of kinds) addEventListener(kind, keep, true);
  addEventListener(
    'hydrated',
    () => {
      for (const kind of kinds) removeEventListener(kind, keep, true);
      for (const [control, [value, checked]] of typed) {
        control.value = value;
        control.checked = checked;
        for (const kind of ['input', 'change']) control.dispatchEvent(new Event(kind, { bubbles: true }));
      }
      for (const act of acts) act();
    },
    { once: true },
  );
})();
