import { useState } from 'react';
import { day as dayName } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { OwnAdherence } from './adherence.tsx';
import { span } from './rota.tsx';
import { shortDay } from './staffing.tsx';

interface Mine { today: string; shifts: { id: string; day: string; begins: number; hours: number; swap: string | null }[]; wishes: { nights: boolean; prefers: number[]; away: string[] }; calendarSince: string | null; swaps: { id: string; from: string; to: string; state: string; day: string; begins: number; hours: number; mine: boolean }[] }

/** One's own shifts, swaps, wishes and calendar. */
export function Shifts() {
  const { data, error } = useGet<Mine>('/api/shifts');
  const act = useAct();
  const say = (id: string, answer: string) => act.mutate(['POST', `/api/swaps/${id}`, { answer }]);
  const coming = data?.shifts.filter((one) => one.day >= data.today) ?? [];
  return <><PageHead title={t('My shifts')} /><Problem error={error ?? act.error} />
    {data && data.swaps.length > 0 && <Pane title={t('Swaps')}><ul className="list">{data.swaps.map((one) => <li className="row row--wrap apart" key={one.id}><span>{one.mine ? t('You asked {name}', { name: one.to }) : t('{name} asks you', { name: one.from })}: <b className="num">{shortDay(one.day)} {span(one.begins, one.hours)}</b> <span className="tag">{one.state === 'agreed' ? t('agreed; a supervisor decides') : t('not agreed yet')}</span></span>
      <span className="row">{one.mine ? <button className="btn btn--small" onClick={() => say(one.id, 'withdraw')}>{t('Take back')}</button> : one.state === 'asked' && <><button className="btn btn--small btn--act" onClick={() => say(one.id, 'agree')}>{t('I take it')}</button><button className="btn btn--small" onClick={() => say(one.id, 'refuse')}>{t('Not this one')}</button></>}</span></li>)}</ul></Pane>}
    <div className="now"><Pane title={t('Coming shifts')}>{coming.length === 0 ? <p className="pane__body">{t('None is published for you yet.')}</p> : <ul className="list">{coming.map((one) => <One key={one.id} shift={one} />)}</ul>}</Pane>
      {data && <div className="stack"><Wishes of={data} /><Calendar since={data.calendarSince} /></div>}</div><OwnAdherence /></>;
}
function One({ shift }: { shift: Mine['shifts'][number] }) {
  const [asking, ask] = useState(false);
  const [who, choose] = useState('');
  const { data } = useGet<{ people: { staffId: string; deskName: string }[] }>(`/api/shifts/${shift.id}/takers`, asking);
  const act = useAct();
  return <li className="stack"><div className="row row--wrap apart"><span><b className="num">{shortDay(shift.day)}</b> <span className="num">{span(shift.begins, shift.hours)}</span>{shift.swap && <> <span className="tag tag--attend">{t('Somebody is asked')}</span></>}</span>
    {!shift.swap && <button className="btn btn--small" aria-expanded={asking} aria-label={t('Ask a colleague to take {day}', { day: shortDay(shift.day) })} onClick={() => ask(!asking)}>{t('Ask a colleague…')}</button>}</div>
    {asking && !shift.swap && data && (data.people.length === 0 ? <p className="small">{t('Nobody can take this shift by the rules.')}</p> : <form className="asks" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/shifts/${shift.id}/swap`, { staffId: who }], { onSuccess: () => ask(false) }); }}>
      <Field label={t('Who may take it')}><select className="input" required value={who} onChange={(e) => choose(e.target.value)}><option value="">{t('Choose')}</option>{data.people.map((one) => <option key={one.staffId} value={one.staffId}>{one.deskName}</option>)}</select></Field><div className="row"><button className="btn">{t('Ask')}</button></div></form>)}
    <Problem error={act.error} /></li>;
}
function Wishes({ of }: { of: Mine }) {
  const act = useAct();
  const [form, setForm] = useState(of.wishes);
  const [away, setAway] = useState('');
  const hours = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22];
  return <Pane title={t('What you wish')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/shifts/wishes', form]); }}>
    <div className="picks"><label className="pick"><input type="checkbox" checked={form.nights} onChange={() => setForm({ ...form, nights: !form.nights })} /><span><Icon name="check" />{t('I can work nights')}</span></label></div>
    <fieldset><legend className="legend">{t('I would rather begin at')}</legend><div className="picks">{hours.map((hour) => <label className="pick" key={hour}><input type="checkbox" checked={form.prefers.includes(hour)} onChange={() => setForm({ ...form, prefers: form.prefers.includes(hour) ? form.prefers.filter((one) => one !== hour) : [...form.prefers, hour] })} /><span className="num"><Icon name="check" />{`${String(hour).padStart(2, '0')}:00`}</span></label>)}</div></fieldset>
    <div className="asks"><Field label={t('I am away on')}><input className="input" type="date" min={of.today} value={away} onChange={(e) => setAway(e.target.value)} /></Field><div className="row"><button type="button" className="btn" disabled={away === '' || form.away.includes(away)} onClick={() => { setForm({ ...form, away: [...form.away, away].sort() }); setAway(''); }}>{t('Add')}</button></div></div>
    {form.away.length > 0 && <ul className="days small">{form.away.map((one) => <li className="row apart" key={one}><span className="num">{shortDay(one)}</span><button type="button" className="btn btn--small" aria-label={t('Not away on {day}', { day: shortDay(one) })} onClick={() => setForm({ ...form, away: form.away.filter((other) => other !== one) })}>{t('Remove')}</button></li>)}</ul>}
    <p className="small quiet">{t('The next rota reckons with it; days away are kept free, hours are tried.')}</p>
    <Problem error={act.error} /><div className="row"><button className="btn" disabled={act.isPending}>{t('Save')}</button>{act.isSuccess && <span role="status" className="small">{t('Saved')}</span>}</div></form></Pane>;
}
function Calendar({ since }: { since: string | null }) {
  const act = useAct<{ link?: string }>();
  const link = act.data?.link;
  return <Pane title={t('In your own calendar')}><div className="pane__body stack"><p className="small">{t('A link that only you have shows when you work, and nothing else. Whoever has the link sees your hours: take it back when it got about.')}</p>
    {link && <div className="note" role="status"><Icon name="key" /><div className="grow"><b>{t('Shown only now. Put it into your calendar as a subscription.')}</b><code className="code">{link}</code></div></div>}
    {since && !link && <p className="small quiet">{t('A link was made on {day}.', { day: dayName(since) })}</p>}<Problem error={act.error} />
    <div className="row row--wrap"><button className="btn" onClick={() => act.mutate(['POST', '/api/shifts/calendar'])}>{since ? t('Make a new link') : t('Make a link')}</button>{since && <button className="btn" onClick={() => act.mutate(['DELETE', '/api/shifts/calendar'])}>{t('Take the link back')}</button>}</div></div></Pane>;
}
