import { useMemo, useState } from 'react';
import { clockTime, day as dayName } from '../../ui/time.ts';
import { Chart } from '../chart.tsx';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { Going, plusDays, shortDay, StaffingPage, useRuns } from './staffing.tsx';
import { percent } from './wallboard.tsx';

interface Person { staffId: string; deskName: string; languages: string[]; shifts: { day: string; begins: number; hours: number }[] }
interface RotaOf { id: string; fromDay: string; days: number; state: string; gap: number; unwished: number; gaps: { day: number; hour: number; skills: string[]; missing: number }[]; need: Record<string, number[][]>; people: Person[] }
interface Swap { id: string; from: string; to: string; state: string; day: string; begins: number; hours: number }
interface Told { today: string; rules: Record<string, number>; rotas: { id: string; fromDay: string; days: number; state: string; madeAt: string }[]; swaps: Swap[]; rota: RotaOf | null }
export const span = (begins: number, hours: number): string => `${String(begins).padStart(2, '0')}–${String((begins + hours) % 24).padStart(2, '0')}`;
const stateName = (state: string): string => ({ draft: t('Draft'), published: t('Published'), replaced: t('Replaced') })[state] ?? state;
/** The next Monday after a day. */
const monday = (today: string): string => plusDays(today, ((8 - new Date(`${today}T00:00:00Z`).getUTCDay()) % 7) || 7);

/** Who works when: made by the solver, looked at, published; what stays open; swaps to approve. */
export function Rota() {
  const [id, choose] = useState<string | null>(null);
  const { data, error } = useGet<Told>(`/api/staffing/rota${id === null ? '' : `?id=${id}`}`);
  const runs = useRuns('rota');
  const act = useAct();
  const rota = data?.rota;
  return <StaffingPage title={t('Rota')}>
    <Problem error={error ?? act.error} /><Going runs={runs} doing={t('The rota is being made')} />
    {data && data.swaps.length > 0 && <Pane title={t('Swaps to decide')}><ul className="list">{data.swaps.map((one) => <li className="row row--wrap apart" key={one.id}><span><b>{one.from}</b> {t('to')} <b>{one.to}</b>, <span className="num">{shortDay(one.day)} {span(one.begins, one.hours)}</span> <span className="tag">{one.state === 'agreed' ? t('both agree') : t('not agreed yet')}</span></span>
      <span className="row"><button className="btn btn--small" disabled={one.state !== 'agreed'} aria-label={t('Approve: {from} to {to}', { from: one.from, to: one.to })} onClick={() => act.mutate(['POST', `/api/swaps/${one.id}`, { answer: 'approve' }])}>{t('Approve')}</button><button className="btn btn--small" aria-label={t('Refuse: {from} to {to}', { from: one.from, to: one.to })} onClick={() => act.mutate(['POST', `/api/swaps/${one.id}`, { answer: 'refuse' }])}>{t('Refuse')}</button></span></li>)}</ul></Pane>}
    {data && <Make today={data.today} rules={data.rules} busy={runs.going !== undefined} asked={() => choose(null)} />}
    {data && !rota && !runs.going && <p className="note wall__day"><Icon name="info" />{t('There is no rota yet.')}</p>}
    {rota && <><Pane className="wall__day" title={t('{state}: from {day}, {count} days', { state: stateName(rota.state), day: shortDay(rota.fromDay), count: rota.days })} end={<span className="row">
      {data.rotas.length > 1 && <label className="row small older">{t('Shown')} <select className="input" value={rota.id} onChange={(e) => choose(e.target.value)}>{data.rotas.map((one) => <option key={one.id} value={one.id}>{stateName(one.state)}, {shortDay(one.fromDay)}, {dayName(one.madeAt)} {clockTime(one.madeAt)}</option>)}</select></label>}
      {rota.state === 'draft' && <button className="btn btn--act btn--small" onClick={() => act.mutate(['POST', `/api/staffing/rota/${rota.id}/publish`])}>{t('Publish')}</button>}</span>}>
      <div className="pane__body"><p>{rota.gap < 0.0005 ? t('Proven to be the best possible for its rules.') : t('At most {gap} from the best possible, as far as the solver could prove.', { gap: percent(rota.gap) })} {t('{count} shifts begin when their worker would rather not.', { count: rota.unwished })}</p></div></Pane>
      <Cover rota={rota} /><Weeks rota={rota} /></>}
  </StaffingPage>;
}

function Make({ today, rules, busy, asked }: { today: string; rules: Record<string, number>; busy: boolean; asked: () => void }) {
  const act = useAct();
  const [form, setForm] = useState({ fromDay: monday(today), weeks: 4 });
  const [own, setOwn] = useState(rules);
  const names: [string, string, number, number][] = [['shiftHours', t('Hours of a shift'), 1, 12], ['every', t('Beginnings every, hours'), 1, 12], ['restHours', t('Rest between shifts, hours'), 0, 24], ['daysAWeek', t('Days a week'), 1, 7], ['daysInARow', t('Days in a row'), 1, 14], ['nightWeeks', t('Weeks with nights'), 0, 5]];
  const changed = JSON.stringify(own) !== JSON.stringify(rules);
  const make = () => act.mutate(['POST', '/api/staffing/rota', form], { onSuccess: asked });
  return <Pane title={t('Make a rota')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); if (changed) act.mutate(['PUT', '/api/staffing/rules', own], { onSuccess: make }); else make(); }}>
    <div className="asks"><Field label={t('From')}><input className="input" type="date" required min={today} value={form.fromDay} onChange={(e) => setForm({ ...form, fromDay: e.target.value })} /></Field><Field label={t('Weeks')}><input className="input" type="number" min={1} max={5} value={form.weeks} onChange={(e) => setForm({ ...form, weeks: Number(e.target.value) })} /></Field>
      {names.map(([key, name, min, max]) => <Field label={name} key={key}><input className="input" type="number" required min={min} max={max} value={own[key]} onChange={(e) => setOwn({ ...own, [key]: Number(e.target.value) })} /></Field>)}</div>
    <Problem error={act.error} /><div><button className="btn btn--act" disabled={busy}>{t('Make')}</button></div></form></Pane>;
}

/** Needed and planned each hour of a week, and the hours that stay open. */
function Cover({ rota }: { rota: RotaOf }) {
  const [week, setWeek] = useState(0);
  const [language, setLanguage] = useState('');
  const { marks, need, planned } = useMemo(() => {
    const count = Array.from({ length: 168 }, () => 0);
    for (const person of rota.people) {
      if (language !== '' && !person.languages.includes(language)) continue;
      for (const shift of person.shifts) for (let hour = 0; hour < shift.hours; hour += 1) {
        const at = (Date.parse(shift.day) - Date.parse(rota.fromDay)) / 3_600_000 + shift.begins + hour - week * 168;
        if (at >= 0 && at < 168) count[at]! += 1;
      }
    }
    const languages = Object.entries(rota.need).filter(([one]) => language === '' || one === language);
    return { planned: count, marks: Array.from({ length: 168 }, (_, at) => (at % 24 === 0 ? shortDay(plusDays(rota.fromDay, week * 7 + at / 24)) : `${at % 24}:00`)), need: Array.from({ length: 168 }, (_, at) => languages.reduce((sum, [, days]) => sum + (days[week * 7 + Math.floor(at / 24)]?.[at % 24] ?? 0), 0)) };
  }, [rota, week, language]);
  const open = rota.gaps.filter((gap) => Math.floor(gap.day / 7) === week);
  return <Pane className="wall__day" title={t('Needed and planned')}><div className="pane__body stack">
    <div className="asks"><Field label={t('Week from')}><select className="input" value={week} onChange={(e) => setWeek(Number(e.target.value))}>{Array.from({ length: rota.days / 7 }, (_, n) => <option key={n} value={n}>{shortDay(plusDays(rota.fromDay, n * 7))}</option>)}</select></Field>
      <Field label={t('Language')}><select className="input" value={language} onChange={(e) => setLanguage(e.target.value)}><option value="">{t('All languages')}</option>{Object.keys(rota.need).map((one) => <option key={one} value={one}>{autonym(one)}</option>)}</select></Field></div>
    <Chart label={t('People needed and planned each hour of the week')} marks={marks} every={24} series={[{ kind: 'bars', name: t('Planned'), tone: 1, values: planned }, { kind: 'line', name: t('Needed'), tone: 3, values: need }]} />
    {open.length === 0 ? <p className="row"><Icon name="check" />{t('No hour of this week stays open.')}</p> : <details><summary className="small">{t('{count} hours of this week stay open', { count: open.length })}</summary><ul className="days small">{open.map((gap) => <li key={`${gap.day} ${gap.hour}`}><span className="num">{shortDay(plusDays(rota.fromDay, gap.day))} {span(gap.hour, 1)}</span>: {t('{count} missing of {languages}', { count: gap.missing, languages: gap.skills.map(autonym).join(', ') })}</li>)}</ul></details>}
  </div></Pane>;
}

/** So many people stand on one sheet: with hundreds a press would be felt. */
const SHEET = 40;
/** Who works when, a week and a sheet of people at a time. */
function Weeks({ rota }: { rota: RotaOf }) {
  const [week, setWeek] = useState(0);
  const [sheet, setSheet] = useState(0);
  const sheets = Array.from({ length: Math.ceil(rota.people.length / SHEET) }, (_, n) => rota.people.slice(n * SHEET, (n + 1) * SHEET));
  const people = sheets[sheet] ?? sheets[0] ?? [];
  const days = Array.from({ length: 7 }, (_, n) => plusDays(rota.fromDay, week * 7 + n));
  return <Pane className="wall__day" title={t('Who works when')} end={<span className="row"><button className="btn btn--small" disabled={week === 0} onClick={() => setWeek(week - 1)}>{t('Week before')}</button><button className="btn btn--small" disabled={(week + 1) * 7 >= rota.days} onClick={() => setWeek(week + 1)}>{t('Week after')}</button></span>}>
    {sheets.length > 1 && <div className="pane__body"><Field label={t('People shown')}><select className="input" value={sheet} onChange={(e) => setSheet(Number(e.target.value))}>{sheets.map((one, n) => <option key={n} value={n}>{one[0]!.deskName} – {one.at(-1)!.deskName}</option>)}</select></Field></div>}
    <div className="scroll rota" tabIndex={0} role="region" aria-label={t('Table')}><table className="table"><thead><tr><th scope="col">{t('Name')}</th>{days.map((one) => <th scope="col" key={one}>{shortDay(one)}</th>)}</tr></thead>
      <tbody>{people.map((person) => { const own = new Map(person.shifts.map((one) => [one.day, one])); return <tr key={person.staffId}><th scope="row">{person.deskName} <span className="small quiet">{person.languages.join(' ')}</span></th>{days.map((one) => { const shift = own.get(one); return <td key={one} className="num">{shift ? <span className={`tag ${shift.begins >= 22 || shift.begins < 6 || shift.begins + shift.hours > 24 ? 'tag--line' : 'tag--act'}`}>{span(shift.begins, shift.hours)}</span> : ''}</td>; })}</tr>; })}</tbody></table></div></Pane>;
}
