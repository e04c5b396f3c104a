// The live channel of a page whose visitor is signed in: a hint to look anew. What somebody may do is decided by the server
// at each request; this only makes sure that nobody looks at what is no longer theirs.
(() => {
  const root = document.documentElement;
  const banner = () => document.querySelector('[data-live-lost]');
  const anew = () => location.reload();
  const gone = () => {
    // What may no longer be seen leaves the screen at once, and the memory with the document.
    root.hidden = true;
    anew();
  };
  // While somebody fills in a form, buttons can wait; the server refuses what is no longer allowed.
  const later = () => (document.querySelector('dialog[open]') ? setTimeout(later, 500) : anew());
  const heed = {
    narrowed: gone,
    changed: later,
    blocked: () => location.replace('/login?reason=blocked'),
    ended: () => document.querySelector('dialog[open]') ?? anew(),
  };
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
