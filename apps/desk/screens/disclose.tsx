import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { roleOf } from './case.tsx';
import { purposeName, StateTag } from './ledger.tsx';
import { useShown } from './shown.ts';

const fieldsOf = (p: any): [string, string][] => [
  ...p.fields.filter((f: any) => f.state === 'masked').map((f: any): [string, string] => [f.name, f.name === 'name' ? t('Name') : t('Phone')]),
  ...(p.ageBand ? [['ageBand', t('Age')] as [string, string]] : []), ...(p.languages.length > 0 ? [['languages', t('Languages')] as [string, string]] : []), ...(p.place?.state !== 'empty' ? [['place', t('Where they stay')] as [string, string]] : []),
];

/** What was given out of this case or is asked to be, and the form to ask. */
export function Disclosures({ base, c }: { base: string; c: any }) {
  const [asking, setAsking] = useState(false);
  return <Pane title={t('Disclosures')}><ul className="list">{c.disclosures.map((d: any) => <One key={d.number} d={d} />)}{c.disclosures.length === 0 && <li className="quiet">{t('Nothing was given out but referrals.')}</li>}</ul>
    {asking ? <Compose base={base} persons={c.persons} done={() => setAsking(false)} /> : <div className="pane__foot"><button className="btn btn--small btn--protected" onClick={() => setAsking(true)}>{t('Give something out…')}</button></div>}</Pane>;
}

/** One of them: its state, and for who asked what is left to do. The bytes are in this component's memory alone. */
function One({ d }: { d: any }) {
  const now = useNow();
  const [error, setError] = useState<ApiError | null>(null);
  const { value, left, show, hide } = useShown(now);
  const act = useAct();
  const path = `/api/disclosures/${d.number}`;
  const handOver = () => api('POST', `${path}/hand-over`, {}).then((r) => { show(r.bytes, r.hidesInSeconds); setError(null); }).catch(setError);
  const again = d.state === 'released' && d.via === 'handover' && d.openNow && !d.fields.includes('place');
  return <li className="stack"><div className="row apart row--wrap"><span><b>{purposeName(d.purpose)}</b> <span className="small quiet">{d.number} · {d.recipient}</span></span><StateTag l={d} /></div>
    {value !== null && <div className="pf--shown stack" onCopy={(e) => e.preventDefault()}><p className="small quiet num">{t('hides in {time}', { time: duration(left) })}</p><pre className="bytes">{value}</pre><div className="row"><button className="btn btn--small btn--protected" onClick={() => print()}>{t('Print')}</button><button className="btn btn--small" onClick={() => { hide(); act.mutate(['GET', path]); }}>{t('Hide now')}</button></div></div>}
    {d.yours && value === null && <div className="row row--wrap">{(d.state === 'approved' || again) && <button className="btn btn--small btn--act" onClick={handOver}>{d.fields.includes('place') ? t('Open once and give out') : t('Give out')}</button>}
      {d.childSide === 'will_be_told' && <button className="btn btn--small" onClick={() => act.mutate(['POST', `${path}/child-side`, { told: true }])}>{t('The child’s side was told')}</button>}
      {(d.state === 'asked' || d.openNow) && <button className="btn btn--small" onClick={() => act.mutate(['POST', `${path}/withdraw`])}>{t('Take back')}</button>}</div>}
    <Problem error={error ?? act.error} /></li>;
}

/** Recipient first, and what the list says of it; then purpose, basis, fields; the very bytes; then the ask. */
function Compose({ base, persons, done }: { base: string; persons: any[]; done: () => void }) {
  const [text, setText] = useState('');
  const { data } = useGet(`/api/directory?text=${encodeURIComponent(text)}`);
  const officials = useGet('/api/officials').data?.officials ?? [];
  const [to, setTo] = useState('');
  const [named, setNamed] = useState('');
  const [purpose, setPurpose] = useState('');
  const [fields, setFields] = useState<{ personId: string; field: string }[]>([]);
  const [words, setWords] = useState({ message: '', threat: '', by: '', how: '', law: '', reason: '', due: '' });
  const [basis, setBasis] = useState('consent');
  const [side, setSide] = useState('agreed');
  const [via, setVia] = useState('portal');
  const [options, setOptions] = useState<any>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const preview = useAct();
  const ask = useAct();
  const word = (k: keyof typeof words) => ({ value: words[k], onChange: (e: any) => setWords({ ...words, [k]: e.target.value }) });
  const recipient = to.startsWith('o:') ? { officialId: to.slice(2) } : { serviceAtLocationId: to };
  const choose = (value: string) => {
    setTo(value); setOptions(null); setPurpose('');
    if (value) void api('POST', `${base}/disclosures/options`, { ...(value.startsWith('o:') ? { officialId: value.slice(2) } : { serviceAtLocationId: value }), sealed: false }).then((o) => { setOptions(o); setVia(o.portal ? 'portal' : 'handover'); setError(null); }).catch(setError);
  };
  const has = (p: string, f: string) => fields.some((x) => x.personId === p && x.field === f);
  const law = basis === 'law' && purpose !== 'service-referral';
  const body = {
    recipient, purpose, fields, via, ...(named ? { to: named } : {}), ...(words.message ? { message: words.message } : {}), ...(purpose === 'threat-to-life' ? { threat: words.threat } : {}),
    basis: law ? { kind: 'law', law: words.law } : { kind: 'consent', by: words.by, how: words.how, saidAt: new Date(Date.now() - 1000).toISOString() },
    childSide: side === 'agreed' ? { kind: 'agreed' } : side === 'not_told' ? { kind: 'not_told', reason: words.reason } : { kind: 'will_be_told', dueAt: words.due ? new Date(`${words.due}T18:00`).toISOString() : '' },
  };
  const sides: [string, string][] = [...(law ? [] : [['agreed', t('They agreed')] as [string, string]]), ['will_be_told', t('They will be told')], ['not_told', t('They are not told')]];
  return <form className="pane__foot stack" onChange={() => preview.data && preview.reset()} onSubmit={(e) => { e.preventDefault(); if (!preview.data) preview.mutate(['POST', `${base}/disclosures/preview`, body]); else ask.mutate(['POST', `${base}/disclosures`, body], { onSuccess: done }); }}>
    <Field label={t('Find a recipient')}><input className="input" value={text} onChange={(e) => setText(e.target.value)} /></Field>
    <Field label={t('Recipient')}><select className="input" required value={to} onChange={(e) => choose(e.target.value)}><option value="">–</option>
      {officials.filter((o: any) => o.checked).map((o: any) => <option key={o.id} value={`o:${o.id}`}>{o.name}</option>)}{data?.services.map((s: any) => <option key={s.serviceAtLocationId} value={s.serviceAtLocationId}>{s.service} · {s.organization}</option>)}</select></Field>
    {options && (options.enforcementSince ? <p className="note note--danger"><Icon name="alert" /><span>{t('Takes part in immigration enforcement (published, since {date}). It gets nothing but what a threat to life requires.', { date: options.enforcementSince })}</span></p> : <p className="note note--attend small"><Icon name="info" /><span>{t('Not on the published 287(g) list. Being absent from that list is not a clearance.')}</span></p>)}
    <Field label={t('A named person there, if there is one')}><input className="input" maxLength={100} autoComplete="off" value={named} onChange={(e) => setNamed(e.target.value)} /></Field>
    {options && <Picks name="purpose" label={t('What for')} options={options.purposes.filter((p: any) => p.possible).map((p: any) => [p.purpose, purposeName(p.purpose)])} value={purpose} onChange={setPurpose} />}
    {purpose === 'threat-to-life' && <Field label={t('What endangers the life of this child now')}><textarea className="input" required rows={2} maxLength={1000} {...word('threat')} /></Field>}
    {purpose !== 'service-referral' && <Picks name="basis" label={t('Why it may')} options={[['consent', t('Somebody agreed')], ['law', t('A law asks for it')]]} value={basis} onChange={(b) => { setBasis(b); if (b === 'law' && side === 'agreed') setSide('will_be_told'); }} />}
    {law ? <Field label={t('Which law')}><input className="input" required maxLength={200} {...word('law')} /></Field> : <><Field label={t('Who agreed')}><input className="input" required maxLength={200} {...word('by')} /></Field><Field label={t('How they said it')}><input className="input" required maxLength={200} {...word('how')} /></Field></>}
    <fieldset><legend className="legend">{t('Exactly what leaves')}</legend><div className="picks">{persons.flatMap((p) => fieldsOf(p).map(([f, name]) => <label className="pick" key={p.id + f}><input type="checkbox" checked={has(p.id, f)} onChange={() => setFields(has(p.id, f) ? fields.filter((x) => !(x.personId === p.id && x.field === f)) : [...fields, { personId: p.id, field: f }])} /><span><Icon name="check" />{roleOf(p.role)}: {name}</span></label>))}</div></fieldset>
    <Field label={t('What they are told, in words')}><textarea className="input" rows={3} maxLength={4000} {...word('message')} /></Field>
    <Picks name="side" label={t('Child’s side')} options={sides} value={side} onChange={setSide} />
    {side === 'will_be_told' && <Field label={t('Told by')}><input className="input" type="date" required {...word('due')} /></Field>}{side === 'not_told' && <Field label={t('Why they are not told')}><input className="input" required maxLength={500} {...word('reason')} /></Field>}
    {options?.portal && <Picks name="via" label={t('How it leaves')} options={[['portal', t('By the partner portal')], ['handover', t('I hand it over, printed or by voice')]]} value={via} onChange={setVia} />}
    <Problem error={error ?? preview.error ?? ask.error} />
    {preview.data && <><p className="small"><b>{t('This is all they get:')}</b> {preview.data.recipient}</p><pre className="bytes">{preview.data.bytes}</pre><p className="small quiet">{preview.data.alone ? t('It leaves at once.') : t('A second person decides before it leaves.')}</p></>}
    <div className="row"><button className={`btn btn--small ${preview.data ? 'btn--act' : 'btn--protected'}`}>{!preview.data ? t('See what they get') : preview.data.alone ? t('Send') : t('Ask a second person')}</button><button type="button" className="btn btn--small btn--plain" onClick={done}>{t('Cancel')}</button></div></form>;
}
