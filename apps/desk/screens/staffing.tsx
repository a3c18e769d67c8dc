import { Link, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { clockTime, day as dayName } from '../../ui/time.ts';
import { language, t } from '../i18n.ts';
import { Icon, PageHead, Problem, useAct, useGet } from '../kit.tsx';

export interface RunOf { id: string; kind: string; state: 'waiting' | 'running' | 'done' | 'stopped' | 'failed'; progress: number; askedAt: string; endedAt: string | null; askedBy: string | null; problem: { message: string; action: string } | null; question: any }

/** The parts of planning, each a page. */
export function StaffingPage({ title, children, end }: { title: string; children: ReactNode; end?: ReactNode }) {
  const at = useLocation().pathname;
  const parts: [string, string][] = [['/staffing', t('Needed')], ['/staffing/forecast', t('Forecast')], ['/staffing/rota', t('Rota')], ['/staffing/adherence', t('Adherence')], ['/staffing/what-if', t('What if')]];
  return <><PageHead title={title}>{end}</PageHead>
    <nav className="subnav" aria-label={t('Staffing')}><ul>{parts.map(([to, name]) => <li key={to}><Link to={to as never} aria-current={at.replace(/\/$/, '') === to ? 'page' : undefined} activeOptions={{ exact: true }}>{name}</Link></li>)}</ul></nav>
    {children}</>;
}

/** The newest runs of a kind, followed while they go on, and the one that is looked at: the one chosen, or the newest that is done. */
export function useRuns(kind: string) {
  const { data, error } = useGet<{ runs: RunOf[] }>(`/api/staffing/runs?kind=${kind}`);
  const [chosen, choose] = useState<string | null>(null);
  const runs = data?.runs ?? [];
  const id = chosen ?? runs.find((one) => one.state === 'done')?.id ?? null;
  const { data: run } = useGet<RunOf & { answer: any }>(`/api/staffing/runs/${id ?? ''}`, id !== null);
  const going = runs.find((one) => one.state === 'waiting' || one.state === 'running');
  return { runs, error, run, going, choose, latest: runs[0], loaded: data !== undefined };
}
/** How far a run is, with the way to stop it; or why the last one came to nothing. */
export function Going({ runs, doing }: { runs: ReturnType<typeof useRuns>; doing: string }) {
  const act = useAct();
  const { going, latest } = runs;
  if (going) {
    return <div className="note" role="status"><Icon name="clock" /><div className="grow stack"><label className="small">{doing} <progress max={1} value={going.progress}>{Math.round(going.progress * 100)} %</progress></label>
      <div className="row"><span className="num small">{going.state === 'waiting' ? t('begins at once') : `${Math.round(going.progress * 100)} %`}</span><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/staffing/runs/${going.id}/stop`])}>{t('Stop')}</button></div><Problem error={act.error} /></div></div>;
  }
  if (latest?.state === 'failed') return <p className="note note--attend" role="alert"><Icon name="alert" /><span>{latest.problem?.message} {latest.problem?.action}</span></p>;
  return latest?.state === 'stopped' ? <p className="note" role="status"><Icon name="pause" /><span>{t('Stopped. What was there before stays.')}</span></p> : null;
}
/** Older runs, to look at again. */
export function Older({ runs, name }: { runs: ReturnType<typeof useRuns>; name: (run: RunOf) => string }) {
  const done = runs.runs.filter((one) => one.state === 'done');
  if (done.length < 2) return null;
  return <label className="row small older">{t('Shown')} <select className="input" value={runs.run?.id ?? ''} onChange={(e) => runs.choose(e.target.value)}>{done.map((one) => <option key={one.id} value={one.id}>{dayName(one.askedAt)} {clockTime(one.askedAt)} {name(one)}</option>)}</select></label>;
}
/** A day later or earlier, as the calendar has it. */
export const plusDays = (day: string, count: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
/** Mon 2 Mar, in the reader's language. */
export const shortDay = (day: string): string => new Date(`${day}T00:00:00Z`).toLocaleDateString(language === 'es' ? 'es' : 'en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
