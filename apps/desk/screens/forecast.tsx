import { useState } from 'react';
import { clockTime } from '../../ui/time.ts';
import { Chart } from '../chart.tsx';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { Going, Older, plusDays, shortDay, StaffingPage, useRuns } from './staffing.tsx';
import { channelName, percent } from './wallboard.tsx';

interface Told { madeAt: string | null; today: string; day: string; special: string | null; lines: { language: string; channel: string }[]; low: number[]; middle: number[]; high: number[]; came: number[] | null; week: { day: string; middle: number }[] }
const MARKS = Array.from({ length: 96 }, (_, q) => `${String(Math.floor(q / 4)).padStart(2, '0')}:${String((q % 4) * 15).padStart(2, '0')}`);
const lineName = (one: { language: string; channel: string }): string => (one.language === '' ? t('All languages and channels') : `${autonym(one.language)}, ${channelName(one.channel)}`);

/** How many will call, by quarter hour; how good it was; the days that are not like others. */
export function Forecast() {
  const [line, setLine] = useState('|');
  const [day, setDay] = useState('');
  const [language, channel] = line.split('|') as [string, string];
  const { data: f, error } = useGet<Told>(`/api/staffing/forecast?language=${language}&channel=${channel}${day === '' ? '' : `&day=${day}`}`);
  const act = useAct();
  const runs = useRuns('forecast');
  const total = (values: number[] | null | undefined): number => Math.round((values ?? []).reduce((sum, one) => sum + one, 0));
  const shown = f?.day ?? '';
  return <StaffingPage title={t('Forecast')} end={f?.madeAt ? <span className="small quiet num">{t('Made at {time}, anew each quarter hour', { time: clockTime(f.madeAt) })}</span> : undefined}>
    <Problem error={error ?? act.error} /><Going runs={runs} doing={t('The forecast is being made')} />
    {f && f.madeAt === null && <p className="note"><Icon name="info" />{t('There is no forecast yet. It is made by itself when two weeks of contacts are known.')}</p>}
    {f && f.madeAt !== null && <Pane title={t('Contacts foreseen')} end={<button className="btn btn--small" disabled={runs.going !== undefined} onClick={() => act.mutate(['POST', '/api/staffing/forecast'])}>{t('Make it now')}</button>}>
      <div className="pane__body stack">
        <div className="asks"><Field label={t('Language and channel')}><select className="input" value={line} onChange={(e) => setLine(e.target.value)}>{f.lines.map((one) => <option key={`${one.language}|${one.channel}`} value={`${one.language}|${one.channel}`}>{lineName(one)}</option>)}</select></Field>
          <Field label={t('Day')}><input className="input" type="date" value={shown} min={plusDays(f.today, -60)} max={f.week.at(-1)?.day ?? f.today} onChange={(e) => setDay(e.target.value)} /></Field>
          <div className="row"><button className="btn btn--small" onClick={() => setDay(plusDays(shown, -1))}>{t('Day before')}</button><button className="btn btn--small" onClick={() => setDay(plusDays(shown, 1))}>{t('Day after')}</button></div></div>
        <p><strong>{shortDay(shown)}</strong>{f.special && <> <span className="tag tag--attend">{f.special}</span></>} {f.middle.length > 0 && <span className="num">{t('about {count} foreseen', { count: total(f.middle) })}</span>}{f.came && <span className="num"> · {t('{count} came', { count: total(f.came) })}</span>}</p>
        {f.middle.length > 0 ? <Chart label={t('Contacts foreseen for each quarter hour of {day}', { day: shortDay(shown) })} marks={MARKS} every={12} format={(value) => (value > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value)))}
          series={[...(f.came ? [{ kind: 'bars' as const, name: t('Came in'), tone: 1 as const, values: f.came.map((one, q) => (f.day === f.today && q > (f.came?.findLastIndex((n) => n > 0) ?? 0) ? null : one)) }] : []),
            { kind: 'band', name: t('Eight of ten lie here'), tone: 2, values: f.low, high: f.high }, { kind: 'line', name: t('Forecast'), tone: 3, values: f.middle }]} />
          : <p className="quiet">{t('This day has passed, or is too far ahead.')}</p>}
      </div></Pane>}
    {f && f.week.length > 0 && <Pane className="wall__day" title={t('The coming weeks')}><div className="pane__body"><Chart label={t('Contacts foreseen each day')} marks={f.week.map((one) => shortDay(one.day))} every={7} series={[{ kind: 'bars', name: t('Foreseen'), tone: 1, values: f.week.map((one) => one.middle) }]} /></div></Pane>}
    {f && <SpecialDays today={f.today} />}
    {f && f.madeAt !== null && <Tried lines={f.lines} />}
  </StaffingPage>;
}

function SpecialDays({ today }: { today: string }) {
  const { data } = useGet<{ days: { day: string; name: string }[] }>(`/api/staffing/special-days?from=${plusDays(today, -30)}&to=${plusDays(today, 365)}`);
  const act = useAct();
  const [form, setForm] = useState({ day: '', name: '' });
  return <Pane className="wall__day" title={t('Special days')}><div className="pane__body stack">
    <p className="small quiet">{t('Holidays, the first day of school, a campaign. Days of one name are expected to be alike.')}</p>
    <form className="asks" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', `/api/staffing/special-days/${form.day}`, { name: form.name }], { onSuccess: () => setForm({ day: '', name: '' }) }); }}>
      <Field label={t('Day')}><input className="input" type="date" required value={form.day} onChange={(e) => setForm({ ...form, day: e.target.value })} /></Field>
      <Field label={t('Name of the day')}><input className="input" required maxLength={60} value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} /></Field>
      <div className="row"><button className="btn">{t('Add')}</button></div></form><Problem error={act.error} />
    <ul className="days">{data?.days.map((one) => <li className="row apart" key={one.day}><span><span className="num">{shortDay(one.day)} {one.day.slice(0, 4)}</span> {one.name}</span><button className="btn btn--small" aria-label={t('Remove {name}, {day}', { name: one.name, day: one.day })} onClick={() => act.mutate(['DELETE', `/api/staffing/special-days/${one.day}`])}>{t('Remove')}</button></li>)}</ul>
  </div></Pane>;
}

/** The forecast tried on the days that have passed, beside two simple ways. */
function Tried({ lines }: { lines: Told['lines'] }) {
  const runs = useRuns('backtest');
  const act = useAct();
  const [form, setForm] = useState({ line: '|', days: 28 });
  const answer = runs.run?.answer;
  const [language, channel] = form.line.split('|') as [string, string];
  const name = ({ question }: { question: any }): string => `${lineName(question)}, ${t('{count} days', { count: question.days })}`;
  return <Pane className="wall__day" title={t('How good it was')}><div className="pane__body stack">
    <p className="small quiet">{t('Each of the last days is foreseen anew from what was known the day before. Under 1 is better than “as a week before”.')}</p>
    <form className="asks" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/staffing/backtest', { language, channel, days: form.days }]); runs.choose(null); }}>
      <Field label={t('Language and channel to try')}><select className="input" value={form.line} onChange={(e) => setForm({ ...form, line: e.target.value })}>{lines.map((one) => <option key={`${one.language}|${one.channel}`} value={`${one.language}|${one.channel}`}>{lineName(one)}</option>)}</select></Field>
      <Field label={t('Days to try')}><input className="input" type="number" min={7} max={90} value={form.days} onChange={(e) => setForm({ ...form, days: Number(e.target.value) })} /></Field>
      <div className="row"><button className="btn" disabled={runs.going !== undefined}>{t('Try it')}</button></div></form>
    <Problem error={act.error} /><Going runs={runs} doing={t('The forecast is tried on past days')} /><Older runs={runs} name={name} />
    {answer && <><div className="scroll" tabIndex={0} role="region" aria-label={t('Table')}><table className="table"><caption className="small quiet">{name(runs.run!)}</caption><thead><tr><th scope="col">{t('Way')}</th><th scope="col" className="r">{t('Error (RMSSE)')}</th><th scope="col" className="r">{t('Quantile loss')}</th><th scope="col" className="r">{t('Within 10–90')}</th></tr></thead>
      <tbody>{([[t('This forecast'), answer.ours], [t('As a week before'), answer.seasonalNaive], [t('Mean of four weeks'), answer.lastWeeksMean]] as [string, any][]).map(([way, s]) => <tr key={way}><th scope="row">{way}</th><td className="r">{s.rmsse.toFixed(3)}</td><td className="r">{s.pinball.toFixed(3)}</td><td className="r">{percent(s.covered)}</td></tr>)}</tbody></table></div>
      <Chart label={t('Contacts each day: as they came and as they were foreseen')} marks={answer.byDay.map((one: any) => shortDay(one.day))} every={7} series={[{ kind: 'bars', name: t('Came in'), tone: 1, values: answer.byDay.map((one: any) => one.seen) },
        { kind: 'band', name: t('Eight of ten lie here'), tone: 2, values: answer.byDay.map((one: any) => one.low), high: answer.byDay.map((one: any) => one.high) }, { kind: 'line', name: t('Forecast'), tone: 3, values: answer.byDay.map((one: any) => one.ours) }]} /></>}
  </div></Pane>;
}
