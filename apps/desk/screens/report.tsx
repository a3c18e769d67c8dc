import { useEffect, useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { duration } from '../../ui/time.ts';
import { language, t } from '../i18n.ts';
import { Field, Icon, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { roleOf } from './case.tsx';
import { useShown } from './shown.ts';

const WARN = (): Record<string, string> => ({
  'no-number': t('No number of this state was found. Call the county’s child protection, or the national line below.'), 'old-number': t('This number is from an old list. Look it up on the body’s own page before you call.'),
  'undated-number': t('The source of this number bears no date.'), 'no-clock': t('Nobody checked by when this state wants it: tell them at once.'),
});
const STATE = (): Record<string, string> => ({ open: t('To be told'), told: t('Told, number missing'), acknowledged: t('Done'), not_needed: t('Not needed') });
const Warnings = ({ of }: { of: string[] }) => <>{of.map((w) => <p key={w} className="note note--attend small"><Icon name="alert" /><span>{WARN()[w]}</span></p>)}</>;
const link = (url: string) => { try { return new URL(url).hostname; } catch { return url; } };

/** The duties to report of a case: what is left of the clock, the form, the number; and a new one. */
export function Reports({ base, c }: { base: string; c: any }) {
  const [starting, setStarting] = useState(false);
  const { data, error } = useGet(`${base}/reports`);
  return <Pane title={t('Duty to report')}><ul className="list">{data?.reports.map((r: any) => <One key={r.number} base={base} r={r} national={data.national} />)}{data?.reports.length === 0 && <li className="quiet">{t('None. Child abuse or neglect has to be reported where the law says so.')}</li>}</ul>
    <Problem error={error} />{starting ? <Start base={base} persons={c.persons} done={() => setStarting(false)} /> : <div className="pane__foot"><button className="btn btn--small btn--protected" onClick={() => setStarting(true)}>{t('Report abuse or neglect…')}</button></div>}</Pane>;
}

function One({ base, r, national }: { base: string; r: any; national: any }) {
  const now = useNow();
  const act = useAct();
  const [error, setError] = useState<ApiError | null>(null);
  const [pdf, setPdf] = useState('');
  const [told, setTold] = useState({ how: 'phone', number: '' });
  const { value, left, show, hide } = useShown(now);
  const at = `${base}/reports/${r.number}`;
  const until = Date.parse(r.state === 'told' ? r.writtenDueAt : r.dueAt) - now;
  const open = () => api('POST', `${at}/form`, {}).then((f) => { show(f.bytes, f.hidesInSeconds); setPdf(f.pdf); setError(null); }).catch(setError);
  const save = () => {
    const bytes = Uint8Array.from(atob(pdf), (ch) => ch.charCodeAt(0));
    const a = document.createElement('a');
    a.href = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
    a.download = `${r.number}.pdf`;
    a.click();
    URL.revokeObjectURL(a.href);
  };
  const running = r.state === 'open' || r.state === 'told';
  return <li className="stack"><div className="row apart row--wrap"><span><b>{r.number}</b> {r.body} {r.phone && <span className="num">{r.phone}</span>} <span className="small quiet">{language === 'es' ? r.hoursEs : r.hours}</span></span>
    <span className={`tag ${r.state === 'acknowledged' ? 'tag--fine' : running && until < 0 ? 'tag--danger' : running ? 'tag--attend' : ''}`}><Icon name={r.state === 'acknowledged' ? 'check' : 'clock'} />{STATE()[r.state]}</span>{running && <span className="small num">{until < 0 ? t('overdue') : t('{time} left', { time: duration(until / 1000) })}</span>}</div>
    {r.state === 'open' && <><Warnings of={r.warnings} />{!r.phone && <p className="small">{national.body}: <b className="num">{national.number}</b> ({national.hours})</p>}</>}
    {r.state === 'open' && r.agreed === 'asked' && <p className="small quiet" role="status">{t('A second person is asked. Then you open the form and call.')}</p>}
    {r.state === 'open' && r.agreed === 'refused' && <p className="note note--attend small">{t('The second person did not agree. Talk with them; start anew or say that it is not needed.')}</p>}
    {value !== null && <div className="pf--shown stack" onCopy={(e) => e.preventDefault()}><p className="small quiet num">{t('hides in {time}', { time: duration(left) })}</p><pre className="bytes" tabIndex={0} aria-label={t('The form as data')}>{value}</pre><div className="row"><button className="btn btn--small btn--protected" onClick={save}>{t('The form as PDF')}</button><button className="btn btn--small" onClick={hide}>{t('Hide now')}</button></div></div>}
    {r.yours && value === null && running && ['approved', 'released'].includes(r.agreed) && <div><button className="btn btn--small btn--protected" onClick={() => void open()}><Icon name="lock" />{t('Open the form')}</button></div>}
    {r.state === 'open' && r.agreed === 'released' && <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${at}/told`, { how: told.how, ...(told.number.trim() ? { acknowledgement: told.number } : {}) }], { onSuccess: hide }); }}>
      <Picks name={`how-${r.number}`} label={t('How you told them')} options={[['phone', t('By telephone')], ['online', t('On their page')], ['sheet', t('By the sheet')]]} value={told.how} onChange={(how) => setTold({ ...told, how })} />
      <Field label={t('The number they gave, if they did')}><input className="input" maxLength={100} autoComplete="off" value={told.number} onChange={(e) => setTold({ ...told, number: e.target.value })} /></Field>
      <button className="btn btn--small btn--act">{t('I told them')}</button></form>}
    {r.state === 'told' && <form className="row row--wrap" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${at}/acknowledged`, { acknowledgement: told.number }]); }}>
      {r.writtenHours !== null && <p className="small">{t('The written form is due within {hours} hours. Send it, then write down their number.', { hours: r.writtenHours })}</p>}
      <Field label={t('Their number for this report')}><input className="input" required maxLength={100} autoComplete="off" value={told.number} onChange={(e) => setTold({ ...told, number: e.target.value })} /></Field><button className="btn btn--small btn--act">{t('Write it down')}</button></form>}
    {r.acknowledgement && <p className="small">{t('Their number: {number}', { number: r.acknowledgement })}</p>}
    {r.state === 'open' && <div><button className="btn btn--small btn--plain" onClick={() => act.mutate(['POST', `${at}/dropped`])}>{t('No duty after all: take it back')}</button></div>}
    <Problem error={error ?? act.error} /></li>;
}

function Start({ base, persons, done }: { base: string; persons: any[]; done: () => void }) {
  const [place, setPlace] = useState('');
  const [found, setFound] = useState<{ areas: any[]; national: any } | null>(null);
  const [area, setArea] = useState<any>(null);
  const [fields, setFields] = useState<{ personId: string; field: string }[]>([]);
  const [words, setWords] = useState({ message: '', law: '', reason: '', due: '', since: '' });
  const [side, setSide] = useState('will_be_told');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const preview = useAct();
  const start = useAct();
  useEffect(() => {
    if (place.trim().length < 2) { setFound(null); return; }
    let old = false;
    const timer = setTimeout(() => void api('POST', '/api/duty/find', { place }).then((r: any) => { if (!old) { setFound(r); setProblem(null); } }, (e) => { if (!old && e instanceof ApiError) setProblem(e); }), 120);
    return () => { old = true; clearTimeout(timer); };
  }, [place]);
  const word = (k: keyof typeof words) => ({ value: words[k], onChange: (e: any) => setWords({ ...words, [k]: e.target.value }) });
  const has = (p: string, f: string) => fields.some((x) => x.personId === p && x.field === f);
  const choices = persons.flatMap((p) => [...p.fields.filter((f: any) => f.state === 'masked').map((f: any): [string, string, string] => [p.id, f.name, f.name === 'name' ? t('Name') : t('Phone')]), ...(p.ageBand ? [[p.id, 'ageBand', t('Age')] as [string, string, string]] : []), ...(p.languages.length > 0 ? [[p.id, 'languages', t('Languages')] as [string, string, string]] : []), ...(p.place?.state !== 'empty' ? [[p.id, 'place', t('Where they stay')] as [string, string, string]] : [])].map((x) => ({ p, x })));
  const body = () => ({
    area: area.code, since: words.since ? new Date(words.since).toISOString() : new Date().toISOString(), fields, message: words.message, ...(area.law === null ? { law: words.law } : {}),
    childSide: side === 'not_told' ? { kind: 'not_told', reason: words.reason } : { kind: 'will_be_told', dueAt: words.due ? new Date(`${words.due}T18:00`).toISOString() : '' },
  });
  return <form className="pane__foot stack" onChange={() => preview.data && preview.reset()} onSubmit={(e) => { e.preventDefault(); if (!area) return; if (!preview.data) preview.mutate(['POST', `${base}/reports/preview`, body()]); else start.mutate(['POST', `${base}/reports`, body()], { onSuccess: done }); }}>
    {!area && <><Field label={t('State and county, as they told it')}><input className="input" autoComplete="off" maxLength={80} value={place} onChange={(e) => setPlace(e.target.value)} /></Field><p className="small quiet">{t('It finds whom to tell. Only the state is kept.')}</p>
      <ul className="list">{found?.areas.map((a: any) => <li key={a.code} className="row row--wrap apart"><span><b>{a.name}</b> <span className="small quiet">{a.body}</span></span><button type="button" className="btn btn--small" onClick={() => setArea(a)}>{t('Choose')}</button></li>)}{found?.areas.length === 0 && <li className="quiet">{t('No state or county begins like this. Ask for the name of the county or a big town near it.')}</li>}</ul></>}
    {area && <><div className="stack"><p><b>{area.body}</b> {area.number && <span className="num">{area.number}</span>} <span className="small quiet">{language === 'es' ? area.hoursEs : area.hours}</span></p><Warnings of={area.warnings} />
      {area.number === null && found && <p className="small">{found.national.body}: <b className="num">{found.national.number}</b> ({found.national.hours})</p>}{area.note && <p className="small">{language === 'es' ? area.noteEs : area.note}</p>}
      <p className="small">{area.oral === null || area.oral === 'at once' ? t('To be told at once.') : t('To be told within {hours} hours.', { hours: area.oral })} {area.writtenHours !== null && t('A written form within {hours} hours.', { hours: area.writtenHours })}</p>
      <p className="small quiet">{[area.law, area.numberSource && link(area.numberSource), area.numberAsOf && t('as of {date}', { date: area.numberAsOf }), area.read && t('read {date}', { date: area.read })].filter(Boolean).join(' · ')}</p>
      <div><button type="button" className="btn btn--small btn--plain" onClick={() => setArea(null)}>{t('Another place')}</button></div></div>
      {area.law === null && <Field label={t('Which law')}><input className="input" required maxLength={200} {...word('law')} /></Field>}
      <Field label={t('Since when there was reason to suspect; empty: now')}><input className="input" type="datetime-local" {...word('since')} /></Field>
      <fieldset><legend className="legend">{t('Exactly what leaves')}</legend><div className="picks">{choices.map(({ p, x: [id, f, name] }) => <label className="pick" key={id + f}><input type="checkbox" checked={has(id, f)} onChange={() => setFields(has(id, f) ? fields.filter((y) => !(y.personId === id && y.field === f)) : [...fields, { personId: id, field: f }])} /><span><Icon name="check" />{roleOf(p.role)}: {name}</span></label>)}</div></fieldset>
      <Field label={t('What happened, in words')}><textarea className="input" required rows={3} maxLength={4000} {...word('message')} /></Field><p className="small quiet">{t('Never anything about papers or status.')}</p>
      <Picks name="report-side" label={t('Child’s side')} options={[['will_be_told', t('They will be told')], ['not_told', t('They are not told')]]} value={side} onChange={setSide} />
      {side === 'will_be_told' ? <Field label={t('Told by')}><input className="input" type="date" required {...word('due')} /></Field> : <Field label={t('Why they are not told')}><input className="input" required maxLength={500} {...word('reason')} /></Field>}
      {preview.data && <><p className="small"><b>{t('This is all they get:')}</b> {preview.data.recipient}</p><pre className="bytes" tabIndex={0} aria-label={t('This is all they get:')}>{preview.data.bytes}</pre></>}</>}
    <Problem error={problem ?? preview.error ?? start.error} />
    <div className="row">{area && <button className={`btn btn--small ${preview.data ? 'btn--act' : 'btn--protected'}`}>{preview.data ? t('Ask a second person') : t('See what they get')}</button>}<button type="button" className="btn btn--small btn--plain" onClick={done}>{t('Cancel')}</button></div></form>;
}
