/** The pattern of GOV.UK's "Exit this page": one press, or Shift three times, covers the page and replaces it by the weather. */

/** Counts presses of one key within five seconds of each other; any other key begins anew. */
export function shiftCounter(now: () => number, done: () => void): (key: string, repeat?: boolean) => void {
  let presses = 0;
  let last = 0;
  return (key, repeat = false) => {
    if (repeat) return;
    if (key !== 'Shift') { presses = 0; return; }
    presses = now() - last > 5000 ? 1 : presses + 1;
    last = now();
    if (presses === 3) { presses = 0; done(); }
  };
}

/** Makes the exit link and the Shift key leave at once. `before` may end a chat; it must not wait. */
export function installQuickExit(before: () => void = () => undefined): void {
  const leave = (): void => {
    // Cover first: the next page may take a while on a slow line.
    const cover = document.createElement('div');
    cover.className = 'covered';
    document.body.append(cover);
    document.title = '​';
    try { before(); } catch { /* leaving matters more */ }
    location.replace(document.body.dataset['neutral'] ?? '/weather/');
  };
  document.getElementById('exit')?.addEventListener('click', (event) => { event.preventDefault(); leave(); });
  const count = shiftCounter(() => Date.now(), leave);
  // On keyup, so that holding Shift for a capital letter and typing it begins the count anew.
  document.addEventListener('keydown', (event) => { if (event.key !== 'Shift') count(event.key); });
  document.addEventListener('keyup', (event) => { if (event.key === 'Shift') count('Shift'); });
  // A page restored by the back button must not be left covered, nor show what was there.
  addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
}
