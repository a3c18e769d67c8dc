import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { roleOf } from './case.tsx';
import { Conversations } from './conversations.tsx';

const OUTCOMES = (): Record<string, string> => ({ given: t('Given, see the ledger'), erased: t('Erased'), held: t('Held for a legal reason') });

/** What people, or lawyers for them, ask about what is kept of them. */
export function Requests() {
  const { data, error } = useGet('/api/requests');
  const officer = (useGet('/api/me').data?.roles ?? []).includes('data_protection_officer');
  const act = useAct();
  const [looking, setLooking] = useState<string | null>(null);
  return <><PageHead title={t('Their own data')}><span className="small quiet">{t('Two people check who asks; the answer is due within 30 days')}</span></PageHead><Problem error={error ?? act.error} />
    <div className="pane"><ul className="list">{data?.requests.map((r: any) => <li key={r.number} className="stack"><div className="row apart row--wrap"><span><b>{r.kind === 'access' ? t('Wants what is kept') : t('Wants it erased')}</b> <span className="small quiet">{r.number} · {r.byWhom === 'self' ? t('The person') : t('Their lawyer')} · {r.identityHow} · {t('by {time}', { time: dayTime(r.dueAt) })}</span></span>
      {r.outcome ? <span className="tag tag--fine"><Icon name="check" />{OUTCOMES()[r.outcome]}{r.disclosureNumber && ` ${r.disclosureNumber}`}</span> : !r.checked ? (r.own ? <span className="tag tag--attend"><Icon name="clock" />{t('A second person checks who asks')}</span> : <button className="btn btn--small btn--act" onClick={() => act.mutate(['POST', `/api/requests/${r.number}/check`])}>{t('I checked who asks')}</button>)
        : r.disclosureNumber ? <span className="tag tag--attend"><Icon name="clock" />{t('Compiled: {number} waits for a second person, or to be handed over', { number: r.disclosureNumber })}</span> : officer && <button className={`btn btn--small ${r.kind === 'erasure' ? 'btn--danger' : 'btn--act'}`} onClick={() => act.mutate(['POST', `/api/requests/${r.number}/${r.kind === 'access' ? 'give' : 'erase'}`])}>{r.kind === 'access' ? t('Compile it and ask a second person') : t('Erase for good')}</button>}</div>
      {officer && r.checked && !r.outcome && !r.disclosureNumber && <div><button className="link" aria-expanded={looking === r.number} onClick={() => setLooking(looking === r.number ? null : r.number)}>{t('Conversations of {number}', { number: r.number })}</button></div>}
      {looking === r.number && officer && !r.outcome && !r.disclosureNumber && <Conversations number={r.number} kind={r.kind} />}</li>)}{data?.requests.length === 0 && <li>{t('Nobody asked.')}</li>}</ul></div>
    {officer && <Register />}</>;
}

function Register() {
  const [f, setF] = useState({ kind: 'access', byWhom: 'self', caseNumber: '', identityHow: '' });
  const [people, setPeople] = useState<{ id: string; role: string }[]>([]);
  const [personId, setPersonId] = useState<string | undefined>();
  const [error, setError] = useState<ApiError | null>(null);
  const act = useAct();
  return <Pane title={t('Register a request')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); if (!personId) void api('POST', '/api/requests/people', { caseNumber: f.caseNumber }).then((r) => { setPeople(r.people); setError(null); }).catch(setError); else act.mutate(['POST', '/api/requests', { ...f, personId }], { onSuccess: () => { setPeople([]); setPersonId(undefined); } }); }}>
    <Picks name="kind" label={t('What they want')} options={[['access', t('What is kept')], ['erasure', t('Erase it')]]} value={f.kind} onChange={(kind) => setF({ ...f, kind })} /><Picks name="by" label={t('Who asks')} options={[['self', t('The person')], ['lawyer', t('Their lawyer')]]} value={f.byWhom} onChange={(byWhom) => setF({ ...f, byWhom })} />
    <Field label={t('How you checked who asks')}><input className="input" required maxLength={300} value={f.identityHow} onChange={(e) => setF({ ...f, identityHow: e.target.value })} /></Field>
    <Field label={t('Number of the case')}><input className="input" required value={f.caseNumber} onChange={(e) => { setF({ ...f, caseNumber: e.target.value.trim() }); setPeople([]); setPersonId(undefined); }} /></Field>
    {people.length > 0 && <Picks name="person" label={t('About whom')} options={people.map((p) => [p.id, roleOf(p.role)])} value={personId} onChange={setPersonId} />}
    <Problem error={error ?? act.error} /><button className="btn btn--small">{personId ? t('Register') : t('Find the people')}</button></form></Pane>;
}
