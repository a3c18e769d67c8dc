import { useEffect, useState } from 'react';

/** Listens to server-sent events; answers whether the line is up. EventSource reconnects by itself. */
export function useLive(path: string, onEvent: (topic: string) => void): boolean {
  const [up, setUp] = useState(true);
  useEffect(() => {
    const source = new EventSource(path);
    source.onopen = () => { setUp(true); onEvent('hello'); };
    source.onerror = () => setUp(false);
    source.onmessage = (event) => {
      setUp(true);
      try { onEvent((JSON.parse(event.data) as { topic: string }).topic); } catch { onEvent('unknown'); }
    };
    return () => source.close();
  }, [path]);
  return up;
}
