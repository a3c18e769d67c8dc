import { useEffect, useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { clockTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useAct, useGet } from '../kit.tsx';

interface Centre { id: string; name: string; number: string; wholeState: boolean; takesDocuments: boolean; enforcementSince: string | null; checked: boolean }
const SENT = (): Record<string, string> => ({ spoken: t('told by voice'), queued: t('is being sent'), failing: t('not taken yet, tried again: tell them by voice'), delivered: t('taken by the centre'), failed: t('not taken: tell them by voice') });

/**
 * Danger to a life, now: the emergency centre of the place that the caller says comes into the call, at once and by the counsellor alone.
 * `phone`: the caller is on a line that somebody can join; in a chat the number is shown, to be called by another telephone.
 */
export function Emergency({ id, phone, parties, done }: { id: string; phone: boolean; parties: any[]; done: () => void }) {
  const { data } = useGet(`/api/contacts/${id}/emergency`);
  const open = parties.filter((p) => p.emergency && p.state !== 'ended');
  const call = data?.calls[0];
  return <Pane className="panel" title={t('Emergency')} end={<button className="btn btn--small" onClick={done}>{t('Close')}</button>}>
    <div className="pane__body stack">
      {open.map((p) => <p key={p.partyId} className="note note--act" role="status">{p.state === 'joined' ? t('{name} is on the line. Stay with the caller; say who you are and what happens.', { name: p.name }) : t('{name} is being called. Stay with the caller.', { name: p.name })}</p>)}
      {open.length === 0 && <FindCentre id={id} phone={phone} />}
      {call && <Told key={call.number} id={id} call={call} />}
    </div>
  </Pane>;
}

/** Typed in the caller's words, never taken from anything else; kept nowhere. */
function FindCentre({ id, phone }: { id: string; phone: boolean }) {
  const [place, setPlace] = useState('');
  const [areas, setAreas] = useState<{ name: string; centres: Centre[] }[] | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const act = useAct();
  useEffect(() => {
    if (place.trim().length < 2) { setAreas(null); return; }
    let old = false;
    const timer = setTimeout(() => void api('POST', `/api/contacts/${id}/emergency/find`, { place }).then((r: any) => { if (!old) { setAreas(r.areas); setProblem(null); } }, (e) => { if (!old && e instanceof ApiError) setProblem(e); }), 120);
    return () => { old = true; clearTimeout(timer); };
  }, [id, place]);
  return <>
    <Field label={t('State and county, as they say it')}><input className="input" autoFocus autoComplete="off" maxLength={80} value={place} onChange={(e) => setPlace(e.target.value)} placeholder={t('Travis, Texas')} /></Field>
    <p className="small quiet">{t('Ask them where they are only to send help. What you type is kept nowhere.')}</p>
    <Problem error={problem ?? act.error} />
    {areas?.length === 0 && <p className="note note--attend" role="status">{t('No state or county begins like this. Ask for the name of the county or a big town near it.')}</p>}
    <ul className="list">{areas?.map((area) => <li key={area.name} className="stack"><b>{area.name}</b>
      {area.centres.map((c) => <div className="row row--wrap apart" key={c.id}>
        <span>{c.name} <span className="num">{c.number}</span> {c.wholeState && <span className="tag">{t('for the whole state')}</span>}{!c.checked && <span className="tag tag--attend"><Icon name="alert" />{t('Needs a check')}</span>}
          {c.enforcementSince && <span className="small"> {t('Takes part in immigration enforcement since {date}. A danger to life is not delayed by it; tell only what they need.', { date: c.enforcementSince })}</span>}</span>
        {phone && c.checked && <button className="btn btn--danger" disabled={act.isPending} onClick={() => act.mutate(['POST', `/api/contacts/${id}/emergency`, { officialId: c.id }])}><Icon name="phone" />{t('Call {name} now', { name: c.name })}</button>}
      </div>)}
      {!area.centres.some((c) => c.checked) && <p className="note note--attend small"><Icon name="alert" /><span>{t('No number of this place was checked by two people. Tell the caller to call 911 if they can, and ask for help with F9.')}</span></p>}</li>)}</ul>
    {!phone && <p className="note small"><Icon name="info" /><span>{t('They write: call the centre by another telephone, then write it down under “I passed it on live…”.')}</span></p>}
  </>;
}

/** What was told, exactly; as words, or as a document where the centre takes one. */
function Told({ id, call }: { id: string; call: any }) {
  const EMPTY = { threat: '', place: '', callback: '', told: false, send: false };
  const [form, setForm] = useState(EMPTY);
  const [bytes, setBytes] = useState('');
  const act = useAct();
  const saying = () => ({ threat: form.threat, told: form.told, send: form.send && call.takesDocuments, ...(form.place.trim() ? { place: form.place } : {}), ...(form.callback.trim() ? { callback: form.callback } : {}) });
  const at = `/api/contacts/${id}/emergency/${call.number}`;
  const set = (k: 'threat' | 'place' | 'callback') => ({ value: form[k], onChange: (e: any) => { setForm({ ...form, [k]: e.target.value }); setBytes(''); } });
  const tick = (k: 'told' | 'send', text: string) => <label className="pick"><input type="checkbox" checked={form[k]} onChange={(e) => { setForm({ ...form, [k]: e.target.checked }); setBytes(''); }} /><span><Icon name="check" />{text}</span></label>;
  return <section className="stack" aria-label={t('What you told them')}><h3>{t('What you told {name}', { name: call.recipient })}</h3>
    <ul className="list small">{call.said.map((s: any) => <li key={s.at}><span className="num">{clockTime(s.at)}</span> {SENT()[s.state]}</li>)}</ul>
    <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${at}/said`, saying()], { onSuccess: () => { setForm(EMPTY); setBytes(''); } }); }}>
      <Field label={t('What endangers the life of this child now')}><textarea className="input" required rows={2} maxLength={1000} {...set('threat')} /></Field>
      <Field label={t('Where help is needed, if they told it for this')}><input className="input" maxLength={300} autoComplete="off" {...set('place')} /></Field>
      <Field label={t('A number to call back, if they gave one for this')}><input className="input" maxLength={40} autoComplete="off" {...set('callback')} /></Field>
      <div className="picks">{tick('told', t('The caller knows that I pass it on'))}{call.takesDocuments && tick('send', t('Send it to the centre as a document too'))}</div>
      {bytes && <pre className="code small" tabIndex={0} aria-label={t('Exactly what is kept or sent')}>{bytes}</pre>}
      <Problem error={act.error} />
      <div className="row row--wrap"><button className="btn btn--act" disabled={act.isPending}>{form.send && call.takesDocuments ? t('Send it') : t('Write it in the ledger')}</button>
        <button type="button" className="btn" disabled={form.threat.trim() === ''} onClick={() => act.mutate(['POST', `${at}/preview`, saying()], { onSuccess: (r) => setBytes(r.bytes) })}>{t('Show exactly what')}</button></div>
    </form>
    <p className="small quiet">{t('Only what they say now. Nothing that is kept is opened from here; somebody looks at it within a day.')}</p></section>;
}
