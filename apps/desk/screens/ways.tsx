import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { useShown } from './shown.ts';

const KIND = (): Record<string, string> => ({ webhook: t('Signed messages'), fhir: 'FHIR R4' });
const NOTICE = (): Record<string, string> => ({ sent: t('new referral'), reminder: t('reminder'), message: t('message'), outcome: t('question how it went'), revoked: t('taken back') });
const STATE = (): Record<string, string> => ({ queued: t('waiting'), failing: t('not taken yet'), delivered: t('taken'), failed: t('not taken'), given_up: t('not sent: it was over') });

/** The machines of partners: one person sets an address up, another checks it; only then anything goes there. */
export function Ways() {
  const { data, error } = useGet('/api/partner-ways');
  const organizations = useGet('/api/partners').data?.partners ?? [];
  const [form, setForm] = useState({ organization: '', url: '', kind: 'webhook' });
  const now = useNow();
  const { value, show, hide } = useShown<{ id: string; key: string; answerKey: string; bearer: string | null }>(now);
  const act = useAct();
  const chosen = organizations.find((o: any) => o.name === form.organization);
  return <><PageHead title={t('Partners’ machines')}><span className="small quiet">{t('Referrals go there signed, once two people checked the address')}</span></PageHead><Problem error={error ?? act.error} />
    <Pane title={t('Addresses')}><ul className="list">{data?.ways.map((w: any) => <li key={w.id} className="stack"><div className="row apart row--wrap">
      <span><b>{w.organization}</b> <span className="small">{w.url}</span> <span className="tag tag--line">{KIND()[w.kind]}</span> {w.live ? <span className="tag tag--fine"><Icon name="check" />{t('Checked by two')}</span> : <span className="tag tag--attend"><Icon name="alert" />{t('Needs a check')}</span>}
        <span className="small quiet"> {t('set up by {name}', { name: w.setBy })} · {dayTime(w.setAt)}{w.checkedBy && ` · ${t('checked by {name}', { name: w.checkedBy })}`}</span></span>
      <span className="row row--wrap">{!w.live && !w.yours && <button className="btn btn--small btn--act" onClick={() => act.mutate(['POST', `/api/partner-ways/${w.id}/check`])}>{t('I checked it')}</button>}
        <button className="btn btn--small btn--protected" onClick={() => act.mutate(['POST', `/api/partner-ways/${w.id}/key`], { onSuccess: (r) => show({ id: w.id, key: r.key, answerKey: r.answerKey, bearer: r.bearer }, 120) })}><Icon name="key" />{t('Show the key…')}</button>
        <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/partner-ways/${w.id}/rotate`])}>{t('New key')}</button><button className="btn btn--small btn--plain" onClick={() => act.mutate(['POST', `/api/partner-ways/${w.id}/retire`])}>{t('Take away')}</button></span></div>
      {value !== null && value.id === w.id && <div className="pf--shown stack">{value.bearer && <><p className="small"><b>{t('Lets us in at their server')}</b> {t('as a bearer token')}</p><code className="code">{value.bearer}</code></>}<p className="small"><b>{t('Signs what we send')}</b></p><code className="code">{value.key}</code><p className="small"><b>{t('Signs what they answer')}</b> {t('to {address}', { address: `${location.origin}/api/public/partner-ways/${w.id}/answers` })}</p><code className="code">{value.answerKey}</code><p className="small">{t('Give it to the partner on another way than mail. The one before is good for a day more.')}</p><div><button className="btn btn--small" onClick={hide}>{t('Hide now')}</button></div></div>}</li>)}
      {data?.ways.length === 0 && <li className="quiet">{t('No partner has a machine here. They answer in the portal.')}</li>}</ul></Pane>
    <Pane title={t('Add an address')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); if (chosen) act.mutate(['POST', '/api/partner-ways', { organizationId: chosen.organizationId, url: form.url, kind: form.kind }], { onSuccess: () => setForm({ organization: '', url: '', kind: 'webhook' }) }); }}>
      <Field label={t('Organization')}><input className="input" required list="way-organizations" autoComplete="off" value={form.organization} onChange={(e) => setForm({ ...form, organization: e.target.value })} /></Field><datalist id="way-organizations">{organizations.map((o: any) => <option key={o.organizationId} value={o.name} />)}</datalist>
      <fieldset className="plain"><legend className="legend">{t('What their machine speaks')}</legend><Picks name="way-kind" label={t('What their machine speaks')} options={Object.entries(KIND())} value={form.kind} onChange={(kind) => setForm({ ...form, kind })} /></fieldset>
      <p className="small quiet">{form.kind === 'fhir' ? t('A referral becomes a Task at their FHIR R4 server. We ask there how it stands; they need not answer here.') : t('A referral is a signed message to their machine, which answers here.')}</p>
      <Field label={form.kind === 'fhir' ? t('Base address of their FHIR server') : t('Address of their machine')}><input className="input" type="url" required maxLength={500} autoComplete="off" placeholder="https://" value={form.url} onChange={(e) => setForm({ ...form, url: e.target.value })} /></Field>
      <p className="small quiet">{t('A colleague asks the partner on another way whether this address is theirs, then presses “I checked it”.')}</p><div><button className="btn btn--small">{t('Add, checked by me')}</button></div></form></Pane>
    <Pane title={t('Newest messages')}><ul className="list">{data?.deliveries.map((d: any) => <li key={d.id} className="row apart row--wrap"><span className="num">{dayTime(d.at)}</span><span>{NOTICE()[d.notice]}</span><span className={`tag ${d.state === 'delivered' ? 'tag--fine' : ['failing', 'failed'].includes(d.state) ? 'tag--attend' : ''}`}>{STATE()[d.state]}{d.error && ` (${d.error})`}</span></li>)}{data?.deliveries.length === 0 && <li className="quiet">{t('Nothing was sent yet.')}</li>}</ul></Pane></>;
}
