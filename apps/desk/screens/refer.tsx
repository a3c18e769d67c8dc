import { useState } from 'react';
import { t } from '../i18n.ts';
import { Field, Icon, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { roleOf } from './case.tsx';

/** Chooses a service and exact fields, shows the very bytes, records consent, sends. */
export function Refer({ base, persons }: { base: string; persons: any[] }) {
  const [text, setText] = useState('');
  const { data } = useGet(`/api/directory?text=${encodeURIComponent(text)}`);
  const [service, setService] = useState('');
  const [need, setNeed] = useState('');
  const [urgency, setUrgency] = useState('week');
  const [fields, setFields] = useState<{ personId: string; field: string }[]>([]);
  const [consent, setConsent] = useState({ by: '', how: '' });
  const preview = useAct();
  const send = useAct();
  const body = { serviceAtLocationId: service, fields, need, urgency };
  const has = (p: string, f: string) => fields.some((x) => x.personId === p && x.field === f);
  return <form className="pane__foot stack" onSubmit={(e) => { e.preventDefault(); if (!preview.data) preview.mutate(['POST', `${base}/referrals/preview`, body]); else send.mutate(['POST', `${base}/referrals`, { ...body, consent: { ...consent, saidAt: new Date(Date.now() - 1000).toISOString() } }], { onSuccess: () => { preview.reset(); setNeed(''); setFields([]); } }); }} onChange={() => preview.data && preview.reset()}>
    <Field label={t('Find a service')}><input className="input" value={text} onChange={(e) => setText(e.target.value)} /></Field>
    <Field label={t('Service')}><select className="input" required value={service} onChange={(e) => setService(e.target.value)}><option value="">–</option>{data?.services.filter((s: any) => !s.enforcementParticipation).map((s: any) => <option key={s.serviceAtLocationId} value={s.serviceAtLocationId}>{s.service} · {s.organization}</option>)}</select></Field>
    <Field label={t('What is needed')}><select className="input" required value={need} onChange={(e) => setNeed(e.target.value)}><option value="">–</option>{data?.needs?.map((n: any) => <option key={n.code} value={n.code}>{n.name}</option>)}</select></Field>
    <Picks name="urgency" label={t('How soon')} options={[['now', t('At once')], ['today', t('Today')], ['week', t('This week')]]} value={urgency} onChange={setUrgency} />
    <div className="picks">{persons.flatMap((p) => p.fields.filter((f: any) => f.state === 'masked').map((f: any) => <label className="pick" key={p.id + f.name}><input type="checkbox" checked={has(p.id, f.name)} onChange={() => setFields(has(p.id, f.name) ? fields.filter((x) => !(x.personId === p.id && x.field === f.name)) : [...fields, { personId: p.id, field: f.name }])} /><span><Icon name="check" />{roleOf(p.role)}: {f.name === 'name' ? t('Name') : t('Phone')}</span></label>))}</div>
    <Field label={t('Who agreed')}><input className="input" required value={consent.by} onChange={(e) => setConsent({ ...consent, by: e.target.value })} /></Field>
    <Field label={t('How they said it')}><input className="input" required value={consent.how} onChange={(e) => setConsent({ ...consent, how: e.target.value })} /></Field>
    <Problem error={preview.error ?? send.error} />{preview.data && <><p className="small"><b>{t('This is all they get:')}</b> {preview.data.recipient}</p><pre className="bytes">{preview.data.bytes}</pre></>}
    <button className="btn btn--small btn--protected">{preview.data ? t('Send') : t('See what they get')}</button></form>;
}
