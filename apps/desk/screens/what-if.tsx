import { useState } from 'react';
import { Chart } from '../chart.tsx';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { Going, Older, plusDays, shortDay, StaffingPage, useRuns } from './staffing.tsx';
import { percent } from './wallboard.tsx';

interface Change { kind: 'calls' | 'people'; language: string; factor?: number; count?: number; days: number[]; fromHour: number; toHour: number }
interface Bounded { mean: number; low: number; high: number }
const DAYS = 7;
const hour = (n: number): string => `${String(n).padStart(2, '0')}:00`;
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** "Two fewer of Spanish on Saturday night", "calls double for a week": tried by the real routing, beside how it is. */
export function WhatIf() {
  const { data: f } = useGet<{ today: string; lines: { language: string; channel: string }[] }>('/api/staffing/forecast?language=&channel=');
  const runs = useRuns('what_if');
  const act = useAct();
  const [changes, setChanges] = useState<Change[]>([]);
  const [basis, setBasis] = useState('needed');
  const from = f ? plusDays(f.today, 1) : '';
  const languages = [...new Set((f?.lines ?? []).map((one) => one.language).filter((one) => one !== ''))];
  const asked = runs.run?.question;
  const words = (one: Change, start: string): string => {
    const what = one.kind === 'calls' ? t('{factor} times as many contacts', { factor: one.factor ?? 1 }) : (one.count ?? 0) < 0 ? t('{count} fewer people', { count: -(one.count ?? 0) }) : t('{count} more people', { count: one.count ?? 0 });
    const days = one.days.length === DAYS ? t('every day') : one.days.map((n) => shortDay(plusDays(start, n))).join(', ');
    return `${what}, ${one.language === '' ? t('all languages') : autonym(one.language)}, ${days}, ${hour(one.fromHour)}–${hour(one.toHour)}`;
  };
  const answer = runs.run?.answer;
  return <StaffingPage title={t('What if')}>
    <Problem error={runs.error} /><Going runs={runs} doing={t('The days are played through')} />
    {f && <Pane title={t('What would happen if…')}><div className="pane__body stack">
      <Ask languages={languages} from={from} add={(one) => setChanges([...changes, one])} />
      {changes.length > 0 && <ul className="days">{changes.map((one, n) => <li className="row apart" key={n}><span>{words(one, from)}</span><button className="btn btn--small" aria-label={t('Remove {name}', { name: words(one, from) })} onClick={() => setChanges(changes.filter((_, at) => at !== n))}>{t('Remove')}</button></li>)}</ul>}
      <Picks name="basis" label={t('Who is there')} options={[['needed', t('as many as needed')], ['rota', t('the published rota')]]} value={basis} onChange={setBasis} />
      <Problem error={act.error} />
      <div><button className="btn btn--act" disabled={runs.going !== undefined || changes.length === 0} onClick={() => act.mutate(['POST', '/api/staffing/what-if', { fromDay: from, days: DAYS, basis, runs: 12, changes }], { onSuccess: () => runs.choose(null) })}>{t('Try it')}</button></div>
      <p className="small quiet">{t('The coming seven days, twelve times over, with the routing of this centre. The same callers come in both, so that the difference is not chance.')}</p></div></Pane>}
    {answer && <Pane className="wall__day" title={t('What came of it')} end={<Older runs={runs} name={(run) => (run.question.changes as Change[]).map((one) => words(one, run.question.fromDay)).join('; ').slice(0, 80)} />}><div className="pane__body stack">
      <p>{(asked.changes as Change[]).map((one) => words(one, asked.fromDay)).join('; ')} · {asked.basis === 'rota' ? t('the published rota') : t('as many as needed')}</p>
      <div className="scroll" tabIndex={0} role="region" aria-label={t('Table')}><table className="table"><thead><tr><th scope="col">{t('Language')}</th><th scope="col" className="r">{t('Contacts')}</th><th scope="col" className="r">{t('In time now')}</th><th scope="col" className="r">{t('In time then')}</th><th scope="col" className="r">{t('Difference')}</th><th scope="col" className="r">{t('Give up then')}</th><th scope="col" className="r">{t('Mean wait then')}</th></tr></thead>
        <tbody>{answer.lines.map((one: any) => <tr key={one.language}><th scope="row">{one.language === '' ? t('All languages') : autonym(one.language)}</th><td className="r">{one.calls.before} → {one.calls.after}</td><td className="r"><Bounds of={one.inTime.before} /></td><td className="r"><Bounds of={one.inTime.after} /></td>
          <td className={`r ${one.inTime.difference.high < -0.005 ? 'bad' : ''}`}>{signed(one.inTime.difference.mean)} <span className="small quiet">{signed(one.inTime.difference.low)} … {signed(one.inTime.difference.high)}</span></td><td className="r">{percent(one.abandoned.after.mean)}</td><td className="r">{Math.round(one.wait.after.mean)} s</td></tr>)}</tbody></table></div>
      <Chart label={t('Answered in time each hour: as it is and changed, with 95 % bounds')} top={1} format={(value) => `${Math.round(value * 100)} %`} every={24} marks={answer.hours.before.map((_: unknown, at: number) => (at % 24 === 0 ? shortDay(plusDays(asked.fromDay, at / 24)) : hour(at % 24)))}
        series={[{ kind: 'band', name: t('Then, 95 % bounds'), tone: 2, values: answer.hours.after.map((one: Bounded | null) => (one === null ? null : clamp(one.low))), high: answer.hours.after.map((one: Bounded | null) => (one === null ? null : clamp(one.high))) },
          { kind: 'line', name: t('As it is'), tone: 1, values: answer.hours.before.map((one: Bounded | null) => one?.mean ?? null) }, { kind: 'line', name: t('Then'), tone: 3, values: answer.hours.after.map((one: Bounded | null) => one?.mean ?? null) }]} />
      <p className="small quiet">{t('Occupancy {before} as it is, {after} then.', { before: percent(answer.occupancy.before.mean), after: percent(answer.occupancy.after.mean) })}</p></div></Pane>}
    {runs.loaded && !answer && !runs.going && <p className="note wall__day"><Icon name="info" />{t('Add a change and try it. It needs a forecast, and how many are needed.')}</p>}
  </StaffingPage>;
}
const signed = (share: number): string => `${share > 0 ? '+' : ''}${percent(share)}`;
const Bounds = ({ of }: { of: Bounded }) => <>{percent(of.mean)} <span className="small quiet">{percent(clamp(of.low))} – {percent(clamp(of.high))}</span></>;

function Ask({ languages, from, add }: { languages: string[]; from: string; add: (one: Change) => void }) {
  const [form, setForm] = useState({ kind: 'people' as Change['kind'], language: '', count: -2, factor: 2, days: [] as number[], fromHour: 22, toHour: 6 });
  const days = Array.from({ length: DAYS }, (_, n) => n);
  const language = form.kind === 'people' && form.language === '' ? (languages[0] ?? '') : form.language;
  return <form className="stack" onSubmit={(e) => { e.preventDefault(); const { kind, count, factor, days: chosen, fromHour, toHour } = form; add({ kind, language, ...(kind === 'calls' ? { factor } : { count }), days: chosen.length === 0 ? days : chosen, fromHour, toHour }); }}>
    <Picks name="kind" label={t('What changes')} options={[['people', t('People')], ['calls', t('Contacts')]]} value={form.kind} onChange={(kind) => setForm({ ...form, kind: kind as Change['kind'], ...(kind === 'calls' ? { fromHour: 0, toHour: 24 } : { fromHour: 22, toHour: 6 }) })} />
    <div className="asks">{form.kind === 'people' ? <Field label={t('More or fewer people (fewer with a minus)')}><input className="input" type="number" required min={-200} max={200} value={form.count} onChange={(e) => setForm({ ...form, count: Number(e.target.value) })} /></Field>
      : <Field label={t('Times as many contacts')}><input className="input" type="number" required min={0} max={10} step={0.1} value={form.factor} onChange={(e) => setForm({ ...form, factor: Number(e.target.value) })} /></Field>}
      <Field label={t('Language')}><select className="input" value={language} onChange={(e) => setForm({ ...form, language: e.target.value })}>{form.kind === 'calls' && <option value="">{t('All languages')}</option>}{languages.map((one) => <option key={one} value={one}>{autonym(one)}</option>)}</select></Field>
      <Field label={t('From hour')}><input className="input" type="number" required min={0} max={23} value={form.fromHour} onChange={(e) => setForm({ ...form, fromHour: Number(e.target.value) })} /></Field><Field label={t('To hour')}><input className="input" type="number" required min={1} max={24} value={form.toHour} onChange={(e) => setForm({ ...form, toHour: Number(e.target.value) })} /></Field></div>
    <fieldset><legend className="legend">{t('Days (none chosen: all)')}</legend><div className="picks">{days.map((n) => <label className="pick" key={n}><input type="checkbox" checked={form.days.includes(n)} onChange={() => setForm({ ...form, days: form.days.includes(n) ? form.days.filter((one) => one !== n) : [...form.days, n].sort() })} /><span><Icon name="check" />{shortDay(plusDays(from, n))}</span></label>)}</div></fieldset>
    <div><button className="btn">{t('Add the change')}</button></div></form>;
}
