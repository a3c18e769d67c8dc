import { useState } from 'react';
import { Chart } from '../chart.tsx';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useAct } from '../kit.tsx';
import { Going, Older, plusDays, shortDay, StaffingPage, useRuns } from './staffing.tsx';
import { percent } from './wallboard.tsx';

const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);

/** How many are needed, by language and hour, checked by the simulator. */
export function Needed() {
  const runs = useRuns('staffing');
  const act = useAct();
  const [form, setForm] = useState({ share: 80, seconds: 20, patience: 240, shrinkage: 30, chatsBeside: 3, days: 35, quantile: 'middle' });
  const [language, setLanguage] = useState('');
  const [day, setDay] = useState('');
  const answer = runs.run?.answer;
  const days = Object.keys(answer?.byDay ?? {});
  const shown = days.includes(day) ? day : (days[0] ?? '');
  const languages = Object.keys(answer?.byDay[shown] ?? {});
  const quarters: number[] = languages.filter((one) => language === '' || one === language).reduce((all: number[], one) => (answer.byDay[shown][one] as number[]).map((need, q) => need + (all[q] ?? 0)), []);
  const hours = HOURS.map((_, hour) => Math.max(0, ...quarters.slice(hour * 4, hour * 4 + 4)));
  const shrinkage = answer?.aim.shrinkage ?? 0;
  const field = (name: keyof typeof form, label: string, min: number, max: number) => <Field label={label}><input className="input" type="number" required min={min} max={max} value={form[name]} onChange={(e) => setForm({ ...form, [name]: Number(e.target.value) })} /></Field>;
  return <StaffingPage title={t('How many are needed')}>
    <Problem error={runs.error} /><Going runs={runs} doing={t('Being reckoned and checked by the simulator')} />
    <Pane title={t('The aim')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/staffing/need', { days: form.days, quantile: form.quantile, aim: { share: form.share / 100, seconds: form.seconds, patience: form.patience, shrinkage: form.shrinkage / 100, chatsBeside: form.chatsBeside } }]); runs.choose(null); }}>
      <div className="asks">{field('share', t('Answered in time, %'), 10, 99)}{field('seconds', t('In time is within, seconds'), 0, 600)}{field('patience', t('Callers wait, on average, seconds'), 10, 3600)}{field('shrinkage', t('Breaks, training, illness, %'), 0, 80)}{field('chatsBeside', t('Chats beside each other'), 1, 6)}{field('days', t('Days from today'), 7, 42)}
        <Field label={t('Prepare for')}><select className="input" value={form.quantile} onChange={(e) => setForm({ ...form, quantile: e.target.value })}><option value="middle">{t('a usual day')}</option><option value="high">{t('a busy day (one in ten)')}</option></select></Field></div>
      <Problem error={act.error} /><div><button className="btn btn--act" disabled={runs.going !== undefined}>{t('Reckon')}</button></div></form></Pane>
    {runs.loaded && !answer && !runs.going && <p className="note wall__day"><Icon name="info" />{t('Nothing is reckoned yet. Set the aim and press Reckon.')}</p>}
    {answer && <><Pane className="wall__day" title={t('People needed each hour')} end={<Older runs={runs} name={(run) => t('{share}% in {seconds} s', { share: Math.round(run.question.aim.share * 100), seconds: run.question.aim.seconds })} />}><div className="pane__body stack">
      <div className="asks"><Field label={t('Language')}><select className="input" value={language} onChange={(e) => setLanguage(e.target.value)}><option value="">{t('All languages')}</option>{languages.map((one) => <option key={one} value={one}>{autonym(one)}</option>)}</select></Field>
        <Field label={t('Day')}><input className="input" type="date" value={shown} min={days[0]} max={days.at(-1)} onChange={(e) => setDay(e.target.value)} /></Field>
        <div className="row"><button className="btn btn--small" onClick={() => setDay(plusDays(shown, -1))}>{t('Day before')}</button><button className="btn btn--small" onClick={() => setDay(plusDays(shown, 1))}>{t('Day after')}</button></div></div>
      <Chart label={t('People needed each hour of {day}', { day: shortDay(shown) })} marks={HOURS} every={3} series={[{ kind: 'bars', name: t('Needed at their desks'), tone: 1, values: hours }, { kind: 'line', name: t('To be on the rota'), tone: 3, values: hours.map((one) => Math.ceil(one / (1 - shrinkage))) }]} />
      <p className="small quiet">{t('Erlang A on the talks under way (modified offered load), each language for itself; the most of the four quarter hours.')}{answer.ring > 0 && ` ${t('From the offer to the answer it takes {seconds} s, as in the last four weeks: reckoned with.', { seconds: answer.ring })}`}</p></div></Pane>
    <Pane className="wall__day" title={t('Checked by the simulator')}><div className="scroll" tabIndex={0} role="region" aria-label={t('Table')}><table className="table"><thead><tr><th scope="col">{t('Language')}</th><th scope="col" className="r">{t('Contacts in a week')}</th><th scope="col" className="r">{t('Answered in time')}</th><th scope="col" className="r">{t('Added')}</th></tr></thead>
      <tbody>{answer.checked.map((one: any) => <tr key={one.language}><th scope="row">{one.language === '' ? t('All languages') : autonym(one.language)}</th><td className="r">{one.calls}</td><td className={`r ${one.inTime.mean < answer.aim.share - 0.02 ? 'bad' : ''}`}>{percent(one.inTime.mean)} <span className="small quiet">{percent(Math.max(0, one.inTime.low))} – {percent(Math.min(1, one.inTime.high))}</span></td><td className="r">{one.added}</td></tr>)}</tbody></table></div>
      <p className="pane__body small quiet">{t('The first week four times over by the real routing, with as many people as needed. Where that was too few, people were added to every hour.')}</p></Pane></>}
  </StaffingPage>;
}
