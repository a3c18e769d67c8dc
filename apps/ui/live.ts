import { useEffect, useRef, useState } from 'react';

/** Changes that come close together are told together, at most this often (milliseconds): a busy centre must not keep a screen from ever finishing a reading. */
const TOGETHER_MS = 400;

/** Listens to server-sent events; tells their topics (and each hint as it comes), and answers whether the line is up. EventSource reconnects by itself. */
export function useLive(path: string, onTopics: (topics: ReadonlySet<string>) => void, onHint?: (hint: string) => void): boolean {
  const [up, setUp] = useState(true);
  const tell = useRef(onTopics);
  tell.current = onTopics;
  const hinted = useRef(onHint);
  hinted.current = onHint;
  useEffect(() => {
    let topics = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const flush = () => {
      timer = undefined;
      last = Date.now();
      const told = topics;
      topics = new Set();
      tell.current(told);
    };
    const add = (topic: string) => {
      topics.add(topic);
      timer ??= setTimeout(flush, Math.max(0, TOGETHER_MS - (Date.now() - last)));
    };
    const source = new EventSource(path);
    source.onopen = () => { setUp(true); add('hello'); };
    source.onerror = () => setUp(false);
    source.onmessage = (event) => {
      setUp(true);
      try {
        const { topic, hint } = JSON.parse(event.data) as { topic: string; hint?: string };
        add(topic);
        if (hint !== undefined) hinted.current?.(hint);
      } catch { add('hello'); }
    };
    return () => { source.close(); clearTimeout(timer); };
  }, [path]);
  return up;
}
