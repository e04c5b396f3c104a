// The live channel of a page whose visitor is signed in: a hint to look anew. What somebody may do is decided by the server
// at each request; this only makes sure that nobody looks at what is no longer theirs.
(() => {
  const root = document.documentElement;
  const show = (banner, shown) => document.querySelector(`[data-live-${banner}]`)?.toggleAttribute('hidden', !shown);
  // What may no longer be seen leaves the screen at once, and the memory with the document.
  const last = [];
  const gone = () => {
    if (root.hidden) return;
    root.hidden = true;
    // What was typed goes to the server first.
    dispatchEvent(new Event('leaving'));
    setTimeout(async () => {
      await Promise.race([Promise.allSettled(last), new Promise((late) => setTimeout(late, 1000))]);
      sessionStorage.setItem('rights-changed', '1');
      location.reload();
    });
  };

  // One notice says why the page is another one now.
  let told;
  const tell = () => {
    show('changed', true);
    clearTimeout(told);
    told = setTimeout(() => show('changed', false), 15000);
  };
  addEventListener('DOMContentLoaded', () => {
    if (sessionStorage.getItem('rights-changed')) {
      sessionStorage.removeItem('rights-changed');
      tell();
    }
  });

  // What somebody is typing stays until it is sent, or until they go elsewhere; the server refuses what is no longer allowed.
  let touched;
  const touch = ({ target }) => {
    if (target.closest('main')) touched = [target, location.href];
  };
  addEventListener('input', touch, true);
  addEventListener('sent', () => (touched = undefined));
  const isTyping = () => {
    const [field, where] = touched ?? [];
    return document.querySelector('dialog[open]') || (field?.isConnected && where === location.href);
  };
  let waiting;
  const renew = () => {
    clearTimeout(waiting);
    if (isTyping()) waiting = setTimeout(renew, 500);
    else dispatchEvent(new Event('renew'));
  };
  // Nobody loses their place in a page that is made anew.
  addEventListener('renewing', () => {
    const regions = () => [...document.querySelectorAll('main [role=region]')];
    const places = regions().map((region) => region.scrollTop);
    const { id } = document.activeElement;
    requestAnimationFrame(() => {
      regions().forEach((region, at) => (region.scrollTop = places[at] ?? 0));
      if (id && document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
    });
  });

  // The rights of this moment. A page takes them up as soon as it has come to life, unless something may no longer be seen;
  // one that does not come to life is made anew.
  let known;
  const alive = new Promise((yes) => addEventListener('hydrated', yes));
  const late = () => new Promise((yes) => setTimeout(yes, 10000));
  const ask = window.fetch;
  const follow = async () => {
    const answer = await ask('/api/accounts/viewer', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', [byItself]: '1' },
      body: '{}',
    });
    if (answer.status === 401) return heed.ended();
    if (!answer.ok) throw answer.status;
    const viewer = await answer.text();
    const epoch = answer.headers.get('x-perm-epoch');
    const others = epoch !== root.dataset.epoch;
    root.dataset.epoch = epoch;
    if (viewer === known) return;
    known = viewer;
    await Promise.race([alive, late()]);
    const rights = new CustomEvent('rights', { detail: viewer, cancelable: true });
    if (dispatchEvent(rights)) return gone();
    // With the same rights it is only the frame that has something new to say.
    if (!others) return;
    tell();
    renew();
  };
  let leaving;
  let looking, again;
  const look = async () => {
    again = true;
    if (looking || root.hidden) return;
    looking = true;
    while (again) {
      again = false;
      // A server that cannot be asked now is asked later.
      await follow().catch(() => setTimeout(look, 2000));
    }
    looking = false;
  };
  // What a page asks while nobody is at it keeps no session alive.
  const byItself = 'x-by-itself';
  let atWork = Date.now();
  for (const sign of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
    addEventListener(sign, () => (atWork = Date.now()), { capture: true, passive: true });
  const mark = (request) => {
    if (Date.now() - atWork > 60000) request.headers?.set(byItself, '1');
  };
  // Every answer tells by which rights it was decided: a tab without a channel notices at its next act. What the look itself
  // is answered starts no other one.
  window.fetch = async (...request) => {
    if (String(request[0].url ?? request[0]).endsWith('/accounts/sign_out')) leaving = true;
    mark(request[0]);
    const asked = ask(...request);
    if (root.hidden) last.push(asked);
    const answer = await asked;
    const epoch = answer.headers.get('x-perm-epoch');
    if (epoch && epoch !== root.dataset.epoch) look();
    return answer;
  };

  // Whatever else is said names what others have changed: the page that shows it looks anew.
  const heed = {
    narrowed: gone,
    changed: look,
    blocked: () => location.replace('/login?reason=blocked'),
    // Whoever signs out is on the way to the door already; what is being typed is waited for.
    ended: () => {
      if (leaving) return;
      if (document.querySelector('dialog[open],[data-unsaved]')) setTimeout(look, 5000);
      else location.reload();
    },
  };
  // What the page shows: said at once, and anew after a gap.
  let socket;
  const say = () => socket.readyState === 1 && socket.send(root.dataset.at ?? '');
  addEventListener('say', say);
  let wait = 500;
  let lost, greeted;
  const open = () => {
    let heard;
    socket = new WebSocket(`${location.origin.replace('http', 'ws')}/live?epoch=${root.dataset.epoch}`);
    socket.onmessage = ({ data }) => {
      wait = 500;
      clearTimeout(lost);
      lost = undefined;
      show('lost', false);
      heard = true;
      // While the channel was lost any list may have changed.
      if (data === 'hello' && greeted)
        for (const list of ['individuals', 'organizations', 'teams', 'leads', 'bookings', 'contracts', 'services', 'receipts', 'spaces'])
          dispatchEvent(new CustomEvent('told', { detail: list }));
      greeted = true;
      if (heed[data]) heed[data]();
      else dispatchEvent(new CustomEvent('told', { detail: data }));
    };
    socket.onopen = say;
    socket.onclose = () => {
      // Where no channel is to be had any more the session may be over.
      if (greeted && !heard) look();
      // A page that is being left closes its channel too: only what stays lost is told.
      lost ??= setTimeout(() => show('lost', true), 2000);
      setTimeout(open, wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 15000);
    };
  };
  open();
  // A page from the back-and-forward cache may be older than the rights.
  addEventListener('pageshow', (event) => event.persisted && gone());
})();
