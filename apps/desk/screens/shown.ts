import { useEffect, useState } from 'react';

/** Something protected while it is shown: in memory alone, gone after its time, on Hide now, and a minute after the window lost its focus. */
export function useShown<T = string>(now: number) {
  const [shown, setShown] = useState<{ value: T; until: number } | null>(null);
  const left = shown ? Math.ceil((shown.until - now) / 1000) : 0;
  useEffect(() => { if (shown && left <= 0) setShown(null); }, [left]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const blur = () => { timer = setTimeout(() => setShown(null), 60_000); };
    const focus = () => clearTimeout(timer);
    addEventListener('blur', blur);
    addEventListener('focus', focus);
    return () => { clearTimeout(timer); removeEventListener('blur', blur); removeEventListener('focus', focus); };
  }, []);
  return { value: shown ? shown.value : null, left, show: (value: T, seconds: number) => setShown({ value, until: Date.now() + seconds * 1000 }), hide: () => setShown(null) };
}
