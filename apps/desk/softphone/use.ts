import { useEffect, useRef, useState, useSyncExternalStore, type RefObject } from 'react';
import { api } from '../../ui/api.ts';
import { startSoftphone, type Softphone, type TalkSound } from './index.ts';

const AGAIN_MS = 3000;

// The level changes ten times a second: only what shows it is drawn again, not the desk around it.
let sound: TalkSound | null = null;
const watching = new Set<() => void>();
const setSound = (now: TalkSound | null): void => {
  sound = now;
  for (const tell of watching) tell();
};
/** Level and quality of the talk that goes on; null when none does. */
export const useTalkSound = (): TalkSound | null => useSyncExternalStore((tell) => { watching.add(tell); return () => void watching.delete(tell); }, () => sound);

/**
 * The one softphone of this browser. The first window holds it (a Web Lock, given up by the browser itself when that window closes,
 * reloads or crashes); the next window then opens it anew, by which the centre knows that the old one is gone.
 */
export function useSoftphone(wanted: boolean, works: boolean): RefObject<Softphone | null> {
  const phone = useRef<Softphone | null>(null);
  const [mine, setMine] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    const leaving = new AbortController();
    let release = (): void => undefined;
    const hold = (): Promise<void> => {
      setMine(true);
      return new Promise((done) => { release = done; });
    };
    void navigator.locks.request('havenline-softphone', { signal: leaving.signal }, hold).catch(() => undefined); // left while another window held it
    return () => {
      leaving.abort();
      setMine(false);
      phone.current?.stop();
      phone.current = null;
      release();
    };
  }, [wanted]);
  useEffect(() => {
    // A talk goes on while the centre cannot reach its telephone engine.
    if (!mine || !works || phone.current?.talking()) return;
    phone.current?.stop();
    phone.current = null;
    let over = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    void api('POST', '/api/softphone', {}).then((line) => startSoftphone(line, () => undefined, setSound)).then(
      (started) => { if (over) started.stop(); else phone.current = started; },
      () => { if (!over) again = setTimeout(() => setAttempt(attempt + 1), AGAIN_MS); },
    );
    return () => { over = true; clearTimeout(again); };
  }, [mine, works, attempt]);
  return phone;
}
