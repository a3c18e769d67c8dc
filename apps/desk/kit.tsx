import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { cloneElement, useEffect, useId, useState, type ReactElement, type ReactNode } from 'react';
import { api, ApiError } from '../ui/api.ts';
import { refresh } from '../ui/refresh.ts';
import { t } from './i18n.ts';

const PATHS: Record<string, string> = {
  home: 'M4 11.5 12 4.500l8 7M6.500 10v9.500h11V10', folder: 'M3.500 6h6l2 2.500h9V19h-17Z', tasks: 'm4 6.500 1.500 1.500L8 5M4 12.500 5.500 14 8 11M11.500 6.500H20M11.500 12.500H20M11.500 18.500H20', back: 'M8 5 3.500 9.500 8 14M4 9.500h10.500a5.500 5.500 0 0 1 0 11H11',
  building: 'M5 20.500v-16h9v16M14 9.500h5v11M3 20.500h18M8 8.500h3M8 12.500h3', mic: 'M12 3.500a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3', pause: 'M9 5v14M15 5v14', hangup: 'M3.2 15.3c-.5-1.6-.1-3 1-3.9a12.6 12.6 0 0 1 15.6 0c1.1.9 1.5 2.3 1 3.900l-4.300-.4-.6-2.700a11 11 0 0 0-7.800 0l-.6 2.700Z',
  gauge: 'M4.500 18.500a8.500 8.500 0 1 1 15 0M12 14l3.500-4.500M12 15.500v.1', sliders: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h11M19 17h1M13 5v4M9 10v4M17 15v4', shield: 'M12 3.500 19 6v5.500c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V6Z',
  clock: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 7v5l3.500 2', info: 'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17M12 11v5M12 8v.1', scale: 'M12 4v16M7 20h10M5 7l7-1.500L19 7M5 7l-2.500 6h5ZM19 7l-2.500 6h5ZM2.500 13a2.500 2.500 0 0 0 5 0M16.500 13a2.500 2.500 0 0 0 5 0', ledger: 'M5 4.500h11a3 3 0 0 1 3 3v12H8a3 3 0 0 1-3-3ZM5 16.500a3 3 0 0 1 3-3h11M9 8.500h6',
  check: 'm5 12.500 4.500 4.500L19 7.500', alert: 'M12 4 2.800 19.500h18.400ZM12 10v4.500M12 17.200v.1', key: 'M8 11.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8m3 .5 8.500-8M16 7.500l2.500 2.500', phone: 'M5 4h3.200l1.600 4.200-2.100 1.500a12 12 0 0 0 6.600 6.600l1.500-2.100L20 15.800V19a1.500 1.500 0 0 1-1.600 1.500A15.400 15.400 0 0 1 3.500 5.600 1.500 1.500 0 0 1 5 4Z',
  flow: 'M12 3.500v5M12 8.500 5.500 13v3.500M12 8.500l6.500 4.500v3.500M3.500 16.500h4v4h-4ZM16.500 16.500h4v4h-4Z',
  headset: 'M4 14v-2a8 8 0 0 1 16 0v2M4 14h3v5H5.500A1.500 1.500 0 0 1 4 17.500ZM20 14h-3v5h1.500a1.500 1.500 0 0 0 1.500-1.500ZM18.500 19c0 1.500-1.500 2-4 2', hand: 'M8 12V6a1.300 1.300 0 0 1 2.600 0v4.500V4.500a1.300 1.300 0 0 1 2.600 0v6V5.500a1.300 1.300 0 0 1 2.600 0V12l1-2a1.300 1.300 0 0 1 2.300 1.200c-1.200 3.300-2 9.300-7.100 9.300-3 0-4.500-1.500-6-4L4.500 13a1.200 1.200 0 0 1 2-1.300Z', quiet: 'M4 9.500v5h3.500L12 18.500v-13L7.500 9.500ZM16 10l4.500 4.500M20.500 10 16 14.500',
  seal: 'M4 9.500h16v11H4ZM7 9.500V7.500a2.500 2.500 0 0 1 5 0v2M12 9.500V7.500a2.500 2.500 0 0 1 5 0v2M9 14v2.500M15 14v2.500', paper: 'M6 3.500h8l4 4v13H6ZM14 3.500v4h4',
  lock: 'M5 10.500h14V20H5ZM8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500', eye: 'M2.500 12c2.300-4 5.500-6 9.500-6s7.200 2 9.500 6c-2.300 4-5.500 6-9.500 6s-7.200-2-9.500-6Z', people: 'M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M2.500 19.500c.5-3.500 3-5.500 6.500-5.500s6 2 6.500 5.500', mail: 'M3.500 5.500h17v13h-17Zm.5 2 8 6 8-6',
};
/** A drawn sign; always beside a word. */
export const Icon = ({ name }: { name: string }) => <svg className="ico" viewBox="0 0 24 24" aria-hidden="true"><path d={PATHS[name] ?? ''} /></svg>;
/** The wall clock, ticking by the second. */
export function useNow(): number { const [now, set] = useState(Date.now()); useEffect(() => { const id = setInterval(() => set(Date.now()), 1000); return () => clearInterval(id); }, []); return now; }
/** Reads from the server; live events refresh it. */
export const useGet = <T = any,>(path: string, enabled = true) => useQuery<T, ApiError>({ queryKey: [path], queryFn: () => api<T>('GET', path), enabled, retry: (n, e) => e.status === 0 && n < 3 });
/** Acts at the server, then refreshes what is shown. */
export function useAct<T = any>() {
  const client = useQueryClient();
  return useMutation<T, ApiError, [string, string, unknown?]>({ mutationFn: ([method, path, body]) => api<T>(method, path, method === 'GET' ? undefined : body ?? {}), onSettled: () => refresh(client, undefined, true) });
}
/** An error: what happened, and what to do. */
export const Problem = ({ error }: { error: ApiError | null | undefined }) => error == null ? null
  : <p className="note note--attend" role="alert"><Icon name="alert" /><span>{error.status === 0 ? t('No connection. Nothing is lost. It is tried again.') : `${error.message} ${error.action}`}</span></p>;
export const Pane = ({ title, end, children, className = '' }: { title: string; end?: ReactNode; children: ReactNode; className?: string }) =>
  <section className={`pane ${className}`} aria-label={title}><div className="pane__head"><h2>{title}</h2>{end}</div>{children}</section>;
/** A label and its one control, joined by an id: a label around a list would read out all of the list as its name. */
export function Field({ label, children }: { label: string; children: ReactElement<{ id?: string }> }) {
  const id = useId();
  return <div className="field"><label className="legend" htmlFor={id}>{label}</label>{cloneElement(children, { id })}</div>;
}
/** One of several, as real radio buttons. */
export const Picks = ({ name, label, options, value, onChange }: { name: string; label: string; options: [string, string][]; value: string | undefined; onChange: (v: string) => void }) =>
  <div className="picks" role="radiogroup" aria-label={label}>{options.map(([code, text]) => <label className="pick" key={code}><input type="radio" name={name} checked={value === code} onChange={() => onChange(code)} /><span><Icon name="check" />{text}</span></label>)}</div>;
export const PageHead = ({ title, children }: { title: string; children?: ReactNode }) => <div className="head"><div className="head__title"><h1>{title}</h1></div>{children}</div>;
