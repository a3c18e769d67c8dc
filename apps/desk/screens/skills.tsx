import { useState } from 'react';
import { clockTime } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';

/** Skills beside languages, in words. */
export const SKILL = (): Record<string, string> => ({ children: t('Children'), trauma: t('Trauma'), legal: t('Legal questions') });
export const LEVELS = (): [string, string][] => [['0', t('No')], ['1', t('A little')], ['2', t('Well')], ['3', t('Very well')]];
const PRESENCE = (): Record<string, string> => ({ available: t('Ready'), break: t('Break'), meal: t('Meal'), training: t('Training'), off: t('Off') });

interface Person { staffId: string; deskName: string; languages: string[]; skills: Record<string, number>; chatsAtMost: number; presence: string; lost: boolean; pausedUntil: string | null; pauseWhy: string | null; breaks: { id: string; kind: string; from: string; to: string }[] }
interface Wish { language: string | null; channel: string | null; skill: string; level: number; seconds: number | null }
interface Rule { pauseSeconds: number; hourlyAtMost: number | null; surge: string; surgeFrom: number; overflowSeconds: number | null; closedSites: string[]; wishes: Wish[] }

/** For supervisors and administrators: what each person can do and when they rest, and what the centre wants of the line. */
export function Skills() {
  const { data, error } = useGet<{ rule: Rule; sites: string[]; people: Person[] }>('/api/routing');
  const [open, setOpen] = useState<string>();
  return <>
    <PageHead title={t('Skills and breaks')} />
    <Problem error={error} />
    {data && <div className="now">
      <Pane title={t('People')}>
        <ul className="list">{data.people.map((p) => <li className="stack" key={p.staffId}>
          <div className="row row--wrap apart"><div><p className="row row--wrap"><b>{p.deskName}</b> <span className="tag tag--line">{PRESENCE()[p.presence]}</span>
            {p.lost && <span className="tag tag--attend"><Icon name="alert" />{t('browser lost')}</span>}
            {p.pausedUntil && <span className="tag"><Icon name="pause" />{p.pauseWhy === 'hard_contact' ? t('pause after a hard contact until {time}', { time: clockTime(p.pausedUntil) }) : t('pause until {time}', { time: clockTime(p.pausedUntil) })}</span>}</p>
            <p className="small quiet">{[...p.languages.map((code) => `${autonym(code)} ${p.skills[code] ?? 2}`), ...Object.entries(SKILL()).flatMap(([code, name]) => (p.skills[code] ? [`${name} ${p.skills[code]}`] : [])), t('{count} chats', { count: p.chatsAtMost })].join(' · ')}</p></div>
            <button className="btn btn--small" aria-expanded={open === p.staffId} aria-label={t('Change… {name}', { name: p.deskName })} onClick={() => setOpen(open === p.staffId ? undefined : p.staffId)}>{t('Change…')}</button></div>
          {open === p.staffId && <One key={JSON.stringify(p.skills)} p={p} />}
        </li>)}{data.people.length === 0 && <li className="quiet">{t('None yet.')}</li>}</ul>
      </Pane>
      <Wanted key={JSON.stringify(data.rule)} rule={data.rule} sites={data.sites} />
    </div>}
  </>;
}

function One({ p }: { p: Person }) {
  const act = useAct();
  const rest = useAct();
  const [skills, setSkills] = useState<Record<string, number>>({ ...Object.fromEntries(p.languages.map((code) => [code, 2])), ...p.skills });
  const [chats, setChats] = useState(String(p.chatsAtMost));
  const [plan, setPlan] = useState({ kind: 'break', from: '', to: '' });
  const rows: [string, string][] = [...p.languages.map((code): [string, string] => [code, autonym(code)]), ...Object.entries(SKILL())];
  return <div className="stack stack--wide">
    <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', `/api/staff/${p.staffId}/skills`, { skills: Object.fromEntries(Object.entries(skills).filter(([, level]) => level > 0)), chatsAtMost: Number(chats) }]); }}>
      {rows.map(([code, name]) => <Field key={code} label={name}><select className="input" value={String(skills[code] ?? 0)} onChange={(e) => setSkills({ ...skills, [code]: Number(e.target.value) })}>{LEVELS().filter(([level]) => level !== '0' || !p.languages.includes(code)).map(([level, text]) => <option key={level} value={level}>{text}</option>)}</select></Field>)}
      <Field label={t('Chats beside each other, at most')}><input className="input" type="number" min={0} max={6} required value={chats} onChange={(e) => setChats(e.target.value)} /></Field>
      <Problem error={act.error} />{act.isSuccess && <p role="status" className="small">{t('Saved')}</p>}
      <div><button className="btn btn--act">{t('Save the skills')}</button></div>
    </form>
    <form className="stack" onSubmit={(e) => { e.preventDefault(); rest.mutate(['POST', `/api/staff/${p.staffId}/breaks`, { kind: plan.kind, from: new Date(plan.from).toISOString(), to: new Date(plan.to).toISOString() }]); }}>
      <p className="legend">{t('Planned breaks: nothing is put before them then, nor in the two minutes before.')}</p>
      {p.breaks.length > 0 && <ul className="list">{p.breaks.map((b) => <li className="row row--wrap apart" key={b.id}><span>{PRESENCE()[b.kind]} <span className="num">{clockTime(b.from)}–{clockTime(b.to)}</span></span><button type="button" className="btn btn--small" onClick={() => rest.mutate(['DELETE', `/api/breaks/${b.id}`])}>{t('Remove')}</button></li>)}</ul>}
      <Picks name={`kind-${p.staffId}`} label={t('Kind')} options={[['break', t('Break')], ['meal', t('Meal')], ['training', t('Training')]]} value={plan.kind} onChange={(kind) => setPlan({ ...plan, kind })} />
      <Field label={t('From')}><input className="input" type="datetime-local" required value={plan.from} onChange={(e) => setPlan({ ...plan, from: e.target.value })} /></Field>
      <Field label={t('Until')}><input className="input" type="datetime-local" required value={plan.to} onChange={(e) => setPlan({ ...plan, to: e.target.value })} /></Field>
      <Problem error={rest.error} />
      <div className="row row--wrap"><button className="btn">{t('Plan the break')}</button>
        {p.pausedUntil ? <button type="button" className="btn" onClick={() => rest.mutate(['POST', `/api/staff/${p.staffId}/pause/end`])}>{t('End the pause')}</button>
          : p.presence !== 'off' && <button type="button" className="btn" onClick={() => rest.mutate(['POST', `/api/staff/${p.staffId}/pause`, { minutes: 15 }])}>{t('15 minutes without calls')}</button>}</div>
    </form>
  </div>;
}

const number = (text: string): number | null => (text.trim() === '' ? null : Number(text));
function Wanted({ rule, sites }: { rule: Rule; sites: string[] }) {
  const act = useAct();
  const [form, setForm] = useState({ pause: String(rule.pauseSeconds / 60), hourly: String(rule.hourlyAtMost ?? ''), surge: rule.surge, surgeFrom: String(rule.surgeFrom), overflow: String(rule.overflowSeconds ?? ''), closed: rule.closedSites });
  const [wishes, setWishes] = useState(rule.wishes);
  const [add, setAdd] = useState({ language: '', skill: 'children', level: '2', seconds: '60' });
  return <Pane title={t('What the centre wants')}>
    <form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/routing', { pauseSeconds: Math.round(Number(form.pause) * 60), hourlyAtMost: number(form.hourly), surge: form.surge, surgeFrom: Number(form.surgeFrom), overflowSeconds: number(form.overflow), closedSites: form.closed, wishes }]); }}>
      <Field label={t('Pause after a hard contact, minutes')}><input className="input" type="number" min={0} max={60} required value={form.pause} onChange={(e) => setForm({ ...form, pause: e.target.value })} /></Field>
      <Field label={t('Contacts an hour for one person at most (empty: no limit)')}><input className="input" type="number" min={1} value={form.hourly} onChange={(e) => setForm({ ...form, hourly: e.target.value })} /></Field>
      <p className="legend">{t('When many wait')}</p>
      <Picks name="surge" label={t('When many wait')} options={[['auto', t('by itself')], ['on', t('now')], ['off', t('never')]]} value={form.surge} onChange={(surge) => setForm({ ...form, surge })} />
      <p className="small quiet">{t('Then wishes fall away four times sooner and the limit an hour is lifted. Pauses and breaks are kept.')}</p>
      <Field label={t('Many are, from so many on')}><input className="input" type="number" min={1} required value={form.surgeFrom} onChange={(e) => setForm({ ...form, surgeFrom: e.target.value })} /></Field>
      {sites.length > 1 && <><Field label={t('Seconds in which a call is for its own site (empty: all sites are one)')}><input className="input" type="number" min={1} value={form.overflow} onChange={(e) => setForm({ ...form, overflow: e.target.value })} /></Field>
        <fieldset className="stack"><legend className="legend">{t('Closed sites')}</legend>{sites.map((site) => <label className="row" key={site}><input type="checkbox" checked={form.closed.includes(site)} onChange={(e) => setForm({ ...form, closed: e.target.checked ? [...form.closed, site] : form.closed.filter((one) => one !== site) })} />{site}</label>)}</fieldset></>}
      <h3>{t('Who gets whom')}</h3>
      {wishes.length > 0 && <ul className="list">{wishes.map((w, n) => <li className="row row--wrap apart" key={`${w.language}${w.skill}`}><span>{w.language === null ? t('All callers') : autonym(w.language)}: {SKILL()[w.skill] ?? autonym(w.skill)} {w.level} <span className="small quiet">{w.seconds === null ? t('always') : t('for the first {count} seconds', { count: w.seconds })}</span></span>
        <button type="button" className="btn btn--small" onClick={() => setWishes(wishes.filter((_, m) => m !== n))}>{t('Remove')}</button></li>)}</ul>}
      <Field label={t('Language code of the callers (empty: all)')}><input className="input" maxLength={12} value={add.language} onChange={(e) => setAdd({ ...add, language: e.target.value.trim() })} /></Field>
      <p className="legend">{t('Get somebody for')}</p>
      <Picks name="wish-skill" label={t('Get somebody for')} options={Object.entries(SKILL())} value={add.skill} onChange={(skill) => setAdd({ ...add, skill })} />
      <p className="legend">{t('Who does it at least')}</p>
      <Picks name="wish-level" label={t('Who does it at least')} options={LEVELS().slice(1)} value={add.level} onChange={(level) => setAdd({ ...add, level })} />
      <Field label={t('For so many seconds of waiting (empty: always)')}><input className="input" type="number" min={1} value={add.seconds} onChange={(e) => setAdd({ ...add, seconds: e.target.value })} /></Field>
      <div><button type="button" className="btn btn--small" onClick={() => setWishes([...wishes.filter((w) => (w.language ?? '') !== add.language || w.skill !== add.skill), { language: add.language || null, channel: null, skill: add.skill, level: Number(add.level), seconds: number(add.seconds) }])}>{t('Add to the list')}</button></div>
      <Problem error={act.error} />{act.isSuccess && <p role="status" className="small">{t('Saved')}</p>}
      <div><button className="btn">{t('Save what the centre wants')}</button></div>
    </form>
  </Pane>;
}
