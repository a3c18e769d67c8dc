import { Link } from '@tanstack/react-router';
import { Fragment, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { clockTime, duration } from '../../ui/time.ts';
import { Chart } from '../chart.tsx';
import { autonym, language, t } from '../i18n.ts';
import { Icon, PageHead, Pane, Problem, useAct, useGet, useNow } from '../kit.tsx';

type Maybe = number | null;
interface Rates { abandonment: Maybe; abandonmentLong: Maybe; averageAnswerSeconds: Maybe; averageHandleSeconds: Maybe }
interface Line extends Rates { language: string; channel: string; waiting: number; longestSeconds: number; longestTodaySeconds: number; offered: number; answered: number; abandoned: number; callbacks: number; serviceLevel: Maybe }
export interface Board {
  asOf: string; waiting: { language: string; channel: string; count: number; longestSeconds: number; ready: number }[]; lines: Line[];
  staffing: { language: string; there: number; need: Maybe; occupancy: Maybe }[];
  totals: Rates & { waiting: number; longestSeconds: number; talking: number; wrapUp: number; available: number; onBreak: number; answered20Percent: Maybe; offeredToday: number; answeredToday: number; abandonedToday: number; callbacksToday: number; occupancy: Maybe; occupancyToday: Maybe };
  day: { from: string; to: string };
  quarters: { at: string; offered: number; answered: number; inTime: number; abandoned: number; forecast?: { low: number; middle: number; high: number } }[];
}
const QUARTER = 900_000;
/** A share as a person of the reader's language writes it: 91.4%, es 91,4 %. */
export const percent = (share: Maybe | undefined): string => (share == null ? '–' : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share));
export const channelName = (channel: string): string => (channel === 'chat' ? t('Chat') : t('Phone'));
const time = (seconds: Maybe | undefined): string => (seconds == null ? '–' : duration(seconds));
/** A wait is long when it is past this (seconds). */
const LONG = 120;

/** The line and the day, live. */
export function Wallboard() {
  const { data: w, error } = useGet<Board>('/api/wallboard');
  const totals = w?.totals;
  const worst = w && [...w.waiting].sort((a, b) => b.longestSeconds - a.longestSeconds)[0];
  const tiles: [string, ReactNode, string, boolean?][] = [
    [t('Waiting'), totals?.waiting ?? '–', t('now')],
    [t('Longest wait'), time(totals?.longestSeconds), worst ? autonym(worst.language) : t('now'), (totals?.longestSeconds ?? 0) > LONG],
    [t('Answered in 20 s'), totals?.answered20Percent == null ? '–' : percent(totals.answered20Percent / 100), t('{count} came in today', { count: totals?.offeredToday ?? 0 })],
    [t('Average answer'), time(totals?.averageAnswerSeconds), t('today')],
    [t('Gave up waiting'), percent(totals?.abandonment), t('{count} today, {long} after 5 s', { count: totals?.abandonedToday ?? 0, long: percent(totals?.abandonmentLong) })],
    [t('Occupancy'), percent(totals?.occupancy), t('last hour; {today} today', { today: percent(totals?.occupancyToday) })],
  ];
  const people: [string, number][] = [
    [t('Talking or chatting'), totals?.talking ?? 0], [t('Wrap-up'), totals?.wrapUp ?? 0],
    [t('Ready'), Math.max(0, (totals?.available ?? 0) - (totals?.talking ?? 0) - (totals?.wrapUp ?? 0))], [t('Break'), totals?.onBreak ?? 0],
  ];
  return <>
    <PageHead title={t('Wallboard')}>{w && <span className="small quiet num">{t('As of {time}', { time: clockTime(w.asOf) })}</span>}</PageHead>
    <Problem error={error} />
    {worst && worst.longestSeconds > LONG && <p className="note note--attend"><Icon name="alert" /><span><strong>{t('{language}: {count} waiting, longest {time}, {ready} ready.', { language: autonym(worst.language), count: worst.count, time: duration(worst.longestSeconds), ready: worst.ready })}</strong></span></p>}
    <dl className="pane tiles">{tiles.map(([name, value, hint, attend]) => <div className={`tile ${attend ? 'tile--attend' : ''}`} key={name}><dt>{name}</dt><dd className="num">{value}</dd><dd>{hint}</dd></div>)}</dl>
    <div className="wall">
      <Pane title={t('Waiting by language')} end={<span className="small quiet">{t('longest first')}</span>}>
        {w?.waiting.length === 0 ? <p className="pane__body">{t('Nobody waits.')}</p> : <table className="table">
          <thead><tr><th scope="col">{t('Language')}</th><th scope="col">{t('Waiting')}</th><th scope="col" className="r">{t('Longest wait')}</th><th scope="col" className="r">{t('Ready')}</th></tr></thead>
          <tbody>{[...(w?.waiting ?? [])].sort((x, y) => y.longestSeconds - x.longestSeconds).map((r) => <tr key={r.language + r.channel} className={r.longestSeconds > LONG ? 'attend' : ''}>
            <th scope="row">{autonym(r.language)} <span className="small quiet">{channelName(r.channel)}</span></th>
            <td><Share share={r.count / Math.max(1, ...w!.waiting.map((one) => one.count))} /> <span className="num">{r.count}</span></td>
            <td className={`r ${r.longestSeconds > LONG ? 'bad' : ''}`}>{duration(r.longestSeconds)}</td><td className="r">{r.ready}</td></tr>)}</tbody></table>}
      </Pane>
      <Pane title={t('{count} on shift', { count: people.reduce((sum, [, n]) => sum + n, 0) })} end={<Link to={'/staffing' as never}>{t('Staffing')}</Link>}>
        <div className="pane__body stack">
          <dl className="facts facts--ends">{people.map(([name, n]) => <Fragment key={name}><dt>{name}</dt><dd className="num">{n}</dd></Fragment>)}</dl>
          {w && w.staffing.length > 0 && <table className="table table--close"><thead><tr><th scope="col">{t('Against plan')}</th><th scope="col" className="r">{t('At work')}</th><th scope="col" className="r">{t('Needed')}</th><th scope="col" className="r">{t('Occupancy')}</th></tr></thead>
            <tbody>{w.staffing.map((one) => <tr key={one.language}><th scope="row">{autonym(one.language)}</th><td className={`r ${one.need !== null && one.there < one.need ? 'bad' : ''}`}>{one.there}{one.need !== null && one.there < one.need && <span className="small"> {t('{count} short', { count: one.need - one.there })}</span>}</td><td className="r">{one.need ?? '–'}</td><td className="r">{percent(one.occupancy)}</td></tr>)}</tbody></table>}
        </div>
      </Pane>
    </div>
    {w && <Day board={w} />}
    {w && <ByLine lines={w.lines} />}
    <Definitions />
  </>;
}
/** A share as a bar; the figure always stands beside it. */
const Share = ({ share }: { share: number }) => <svg className="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={Math.max(1, share * 100)} height="8" rx="1" /></svg>;

function Day({ board }: { board: Board }) {
  const act = useAct();
  const now = useNow();
  const from = Date.parse(board.day.from);
  const minute = Math.floor(now / 60_000);
  const chart = useMemo(() => {
    const known = new Map(board.quarters.map((q) => [Date.parse(q.at), q]));
    const starts = Array.from({ length: Math.round((Date.parse(board.day.to) - from) / QUARTER) }, (_, n) => from + n * QUARTER);
    const all = starts.map((at) => known.get(at));
    const foreseen = all.some((q) => q?.forecast);
    return <Chart label={t('Contacts each quarter hour of today, beside the forecast')} every={12} now={(minute * 60_000 - from) / QUARTER} marks={starts.map((at) => clockTime(new Date(at).toISOString()))}
      series={[{ kind: 'bars', name: t('Came in'), tone: 1, values: all.map((q, n) => (q ? q.offered : starts[n]! <= minute * 60_000 ? 0 : null)) },
        ...(foreseen ? [{ kind: 'band' as const, name: t('Eight of ten lie here'), tone: 2 as const, values: all.map((q) => q?.forecast?.low ?? null), high: all.map((q) => q?.forecast?.high ?? null) }, { kind: 'line' as const, name: t('Forecast'), tone: 3 as const, values: all.map((q) => q?.forecast?.middle ?? null) }] : [])]} />;
  }, [board.quarters, from, minute]);
  const day = board.asOf.slice(0, 10);
  return <Pane className="wall__day" title={t('Contacts each quarter hour')} end={<span className="row"><button className="btn btn--small" onClick={() => act.mutate(['GET', `/api/wallboard/export?day=${day}`], { onSuccess: (file) => save(file.fileName, file.csv) })}>{t('Save as CSV')}</button></span>}>
    <div className="pane__body stack"><Problem error={act.error} />{chart}<p className="small quiet">{t('The saved file is for use outside: counts from 1 to 10 are left out of it, and what would tell them.')}</p></div></Pane>;
}
/** Hands a text to the reader as a file. */
export function save(name: string, text: string, type = 'text/csv'): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function ByLine({ lines }: { lines: Line[] }) {
  const [channel, show] = useState('');
  const shown = lines.filter((one) => channel === '' || one.channel === channel);
  const head: [string, string][] = [['offered', t('Came in')], ['answered', t('Answered')], ['serviceLevel', t('In 20 s')], ['abandonment', t('Gave up')], ['abandonmentLong', t('After 5 s')], ['averageAnswerSeconds', t('Average answer')], ['averageHandleSeconds', t('Average handling')], ['longestTodaySeconds', t('Longest today')], ['callbacks', t('Asked for a callback')]];
  const cell = (one: Line, key: string): string => { const value = (one as unknown as Record<string, Maybe>)[key] ?? null; return key === 'offered' || key === 'answered' || key === 'callbacks' ? String(value) : key.endsWith('Seconds') ? time(value) : percent(value); };
  return <Pane className="wall__day" title={t('Today by language and channel')} end={<div className="seg" role="radiogroup" aria-label={t('Channel')}>{[['', t('All')], ['phone', t('Phone')], ['chat', t('Chat')]].map(([code, name]) => <label className="pick" key={code}><input type="radio" name="channel" checked={channel === code} onChange={() => show(code!)} /><span>{name}</span></label>)}</div>}>
    {shown.length === 0 ? <p className="pane__body">{t('None yet today.')}</p> : <div className="scroll" tabIndex={0} role="region" aria-label={t('Table')}><table className="table"><thead><tr><th scope="col">{t('Language')}</th>{head.map(([key, name]) => <th scope="col" className="r" key={key}>{name}</th>)}</tr></thead>
      <tbody>{shown.map((one) => <tr key={one.language + one.channel}><th scope="row">{autonym(one.language)} <span className="small quiet">{channelName(one.channel)}</span></th>{head.map(([key]) => <td className="r" key={key}>{cell(one, key)}</td>)}</tr>)}</tbody></table></div>}</Pane>;
}

/** What each figure means, as it is reckoned here, with where the definition is from. */
function Definitions() {
  const all: [string, string][] = [
    [t('Came in'), t('Everybody who came into a line. Who hung up in the menu did not; who asked to be called back is counted apart.')],
    [t('Answered in 20 s'), t('Answered within 20 seconds in the line, of all who came in without those who gave up within 5 seconds or asked to be called back. ETSI EG 201 769: share answered within 20 seconds.')],
    [t('Gave up waiting'), t('Left the line before anybody answered, of all who came in and did not ask to be called back; beside it the same without those who left within 5 seconds (short abandons). Gans, Koole, Mandelbaum 2003.')],
    [t('Average answer'), t('Average speed of answer: the mean wait of those who were answered. ETSI EG 201 769: mean time to answer.')],
    [t('Average handling'), t('Average handle time: talk and wrap-up of contacts finished today. Gans, Koole, Mandelbaum 2003.')],
    [t('Occupancy'), t('The share of the time at work in which counsellors had a contact, looked at once a minute. Gans, Koole, Mandelbaum 2003.')],
    [t('Needed'), t('People needed at this moment by the newest plan on the staffing page, without shrinkage.')],
  ];
  return <details className="pane wall__day definitions"><summary className="pane__head"><h2>{t('What the figures mean')}</h2></summary><dl className="pane__body facts">{all.map(([name, words]) => <Fragment key={name}><dt>{name}</dt><dd>{words}</dd></Fragment>)}</dl></details>;
}
