
// Only in the client of `cargo xtask dev`: loads the page anew once the server has been restarted.
let lastRestart;
setInterval(async () => {
  const answer = await fetch('/pkg/restarted', { cache: 'no-store' }).catch(() => undefined);
  const restart = answer?.ok ? await answer.text() : lastRestart;
  if (lastRestart !== undefined && restart !== lastRestart) {
    location.reload();
  }
  lastRestart = restart;
}, 500);
