// The live channel of a page whose visitor is signed in: a hint to look anew. What somebody may do is decided by the server
// at each request; this only makes sure that nobody looks at what is no longer theirs.
(() => {
  const root = document.documentElement;
  const banner = () => document.querySelector('[data-live-lost]');
  const anew = () => {
    sessionStorage.setItem('rights-changed', '1');
    location.reload();
  };
  const gone = () => {
    // What may no longer be seen leaves the screen at once, and the memory with the document.
    root.hidden = true;
    // What was typed goes to the server first.
    dispatchEvent(new Event('leaving'));
    setTimeout(anew, 300);
  };
  // While somebody fills in a form, buttons can wait; the server refuses what is no longer allowed.
  const later = () => (document.querySelector('dialog[open]') ? setTimeout(later, 500) : anew());
  const heed = {
    narrowed: gone,
    changed: later,
    blocked: () => location.replace('/login?reason=blocked'),
    ended: () => document.querySelector('dialog[open]') ?? location.reload(),
  };
  // Every answer tells by which rights it was decided: a tab without a channel notices at its next act.
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const answer = await ask(...request);
    const epoch = answer.headers.get('x-perm-epoch');
    if (epoch && epoch !== root.dataset.epoch) {
      later();
    }
    return answer;
  };
  // After the page was replaced one notice says why.
  addEventListener('DOMContentLoaded', () => {
    if (sessionStorage.getItem('rights-changed')) {
      sessionStorage.removeItem('rights-changed');
      const notice = document.querySelector('[data-live-changed]');
      notice?.removeAttribute('hidden');
      setTimeout(() => notice?.setAttribute('hidden', ''), 15000);
    }
  });
  let wait = 500;
  let lost;
  const open = () => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/live?epoch=${root.dataset.epoch}`);
    socket.onmessage = ({ data }) => {
      wait = 500;
      clearTimeout(lost);
      lost = undefined;
      banner()?.setAttribute('hidden', '');
      heed[data]?.();
    };
    socket.onclose = () => {
      // A page that is being left closes its channel too: only what stays lost is told.
      lost ??= setTimeout(() => banner()?.removeAttribute('hidden'), 2000);
      setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 15000);
    };
  };
  open();
  // A page from the back-and-forward cache may be older than the rights.
  addEventListener('pageshow', (event) => event.persisted && gone());
})();
