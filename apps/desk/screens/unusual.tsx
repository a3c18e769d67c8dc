import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Problem, useAct, useGet } from '../kit.tsx';

interface Item { id: string; kind: 'many_opened' | 'no_assignment' | 'many_refused' | 'no_presence'; deskName: string; from: string; to: string; count: number; usual: number | null; state: 'open' | 'closed'; note: string | null; closedBy: string | null; closedAt: string | null; own: boolean }

const WHAT = (i: Item): string => ({
  many_opened: i.usual === null ? t('Opened {count} people and cases in eight hours', { count: i.count }) : t('Opened {count} people and cases in eight hours; {usual} are usual', { count: i.count, usual: i.usual }),
  no_assignment: t('Opened without an assignment: {count}', { count: i.count }),
  many_refused: t('Was refused {count} times within an hour', { count: i.count }),
  no_presence: t('Opened while not at work: {count}', { count: i.count }),
})[i.kind];

/** What is unusual in who opened what: for a person to look at; nothing follows from it by itself. */
export function Unusual() {
  const { data, error } = useGet<{ items: Item[]; thresholds: Thresholds }>('/api/unusual');
  const open = data?.items.filter((i) => i.state === 'open') ?? [];
  const closed = data?.items.filter((i) => i.state === 'closed') ?? [];
  return <><PageHead title={t('Unusual reading')}><span className="small quiet">{t('Something to look at, not an accusation. Nothing is locked because of it.')}</span></PageHead><Problem error={error} />
    {data && <div className="stack"><section className="pane" aria-label={t('To look at')}><div className="pane__head"><h2>{t('To look at')}</h2></div>
      <ul className="list">{open.map((i) => <One key={i.id} item={i} />)}{open.length === 0 && <li className="row"><Icon name="check" />{t('Nothing unusual.')}</li>}</ul></section>
      {closed.length > 0 && <section className="pane" aria-label={t('Looked at')}><div className="pane__head"><h2>{t('Looked at')}</h2></div>
      <ul className="list">{closed.map((i) => <li key={i.id}><p><b>{i.deskName}</b> {WHAT(i)}</p><p>{i.note}</p><p className="small quiet">{t('{from} to {to}', { from: dayTime(i.from), to: dayTime(i.to) })} · {t('closed by {who}, {time}', { who: i.closedBy ?? '', time: dayTime(i.closedAt ?? i.to) })}</p></li>)}</ul></section>}
      <Limits of={data.thresholds} key={JSON.stringify(data.thresholds)} /></div>}</>;
}

interface Values { floor: number; deviations: number; refusals: number; graceMinutes: number }
interface Thresholds { inUse: Values & { by: string[]; since: string | null }; proposed: (Values & { by: string; own: boolean }) | null }
/** Each with the least and the most it may be: nothing can be turned off. */
const LIMITS = (): [keyof Values, string, number, number, number][] => [['floor', t('Never unusual: opened in eight hours, up to'), 5, 200, 1], ['deviations', t('Unusual: so many deviations above the middle'), 2, 6, 0.1], ['refusals', t('Unusual: refused in an hour, so many times'), 3, 50, 1], ['graceMinutes', t('Minutes to finish writing after the end of work'), 0, 120, 1]];

/** What counts as unusual: one officer proposes, another agrees. */
function Limits({ of }: { of: Thresholds }) {
  const [values, setValues] = useState<Values>({ floor: of.inUse.floor, deviations: of.inUse.deviations, refusals: of.inUse.refusals, graceMinutes: of.inUse.graceMinutes });
  const act = useAct();
  const decide = (agree: boolean) => act.mutate(['POST', '/api/unusual/thresholds/decide', { agree }]);
  const { proposed, inUse } = of;
  return <section className="pane" aria-label={t('What counts as unusual')}><div className="pane__head"><h2>{t('What counts as unusual')}</h2></div><div className="pane__body stack">
    <p className="small quiet">{inUse.since ? t('In use since {time}: {who}', { time: dayTime(inUse.since), who: inUse.by.join(', ') }) : t('In use: as installed')}</p>
    {proposed ? <><table className="table"><thead><tr><th scope="col">{t('What')}</th><th scope="col">{t('In use')}</th><th scope="col">{t('Proposed by {who}', { who: proposed.by })}</th></tr></thead><tbody>{LIMITS().map(([key, label]) => <tr key={key}><th scope="row">{label}</th><td className="num">{inUse[key]}</td><td className="num">{proposed[key] === inUse[key] ? proposed[key] : <b>{proposed[key]}</b>}</td></tr>)}</tbody></table>
      {proposed.own && <p className="note"><Icon name="people" />{t('Another data protection officer agrees to it.')}</p>}<div className="row">{!proposed.own && <button className="btn btn--small btn--act" onClick={() => decide(true)}>{t('Agree')}</button>}<button className="btn btn--small" onClick={() => decide(false)}>{proposed.own ? t('Take it back') : t('Refuse')}</button></div></>
      : <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/unusual/thresholds', values]); }}>{LIMITS().map(([key, label, min, max, step]) => <Field key={key} label={label}><input className="input num" type="number" required min={min} max={max} step={step} value={values[key]} onChange={(e) => setValues({ ...values, [key]: e.target.valueAsNumber })} /></Field>)}
        <div><button className="btn btn--small" disabled={act.isPending}>{t('Propose')}</button></div></form>}
    <Problem error={act.error} /></div></section>;
}

function One({ item }: { item: Item }) {
  const [note, setNote] = useState('');
  const act = useAct();
  return <li className="stack"><div><p><span className="tag tag--attend"><Icon name="eye" />{item.deskName}</span> {WHAT(item)}</p><p className="small quiet">{t('{from} to {to}', { from: dayTime(item.from), to: dayTime(item.to) })}</p></div>
    {item.own ? <p className="note"><Icon name="people" />{t('This is about you: another data protection officer looks at it.')}</p>
      : <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/unusual/${item.id}/close`, { note }]); }}>
        <Field label={t('What came of it, without names of children')}><textarea className="input" required rows={2} maxLength={1000} value={note} onChange={(e) => setNote(e.target.value)} /></Field>
        <Problem error={act.error} /><div><button className="btn btn--small" disabled={act.isPending} aria-label={t('Close, about {who}', { who: item.deskName })}>{t('Close')}</button></div></form>}</li>;
}
