import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { DisclosureDetail, LedgerTable, purposeName } from './ledger.tsx';

/** What waits for a second person or a review, sealed places that somebody asks to open, and who is on call. */
export function Approvals() {
  const { data, error } = useGet('/api/approvals');
  const roles: string[] = useGet('/api/me').data?.roles ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const act = useAct();
  const lines = data?.lines ?? [];
  const first = chosen && lines.some((l: any) => l.number === chosen) ? chosen : (lines[0]?.number ?? null);
  return <><PageHead title={t('Approvals')}><span className="small quiet">{t('The second person never asks and approves the same thing')}</span></PageHead><Problem error={error ?? act.error} />
    <div className="ledger"><div className="stack stack--wide"><section className="pane" aria-label={t('Disclosures')}>{lines.length > 0 ? <LedgerTable lines={lines} chosen={first} onChoose={setChosen} /> : <p className="pane__body">{data ? t('Nothing waits for you.') : ''}</p>}</section>
      {data?.sealed.length > 0 && <Pane title={t('Sealed places')}><ul className="list">{data.sealed.map((s: any) => <li key={s.id} className="row apart row--wrap"><span><Icon name="seal" /> <b>{purposeName(s.purpose)}</b> · {s.recipient} <span className="small quiet">{t('{name} asked {time}', { name: s.askedBy, time: dayTime(s.askedAt) })}</span></span>
        {s.own ? <span className="small quiet">{t('You asked, so you cannot approve')}</span> : <span className="row"><button className="btn btn--small btn--protected" onClick={() => act.mutate(['POST', `/api/sealed-asks/${s.id}`, { agree: true }])}>{t('Agree, for 30 minutes')}</button><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/sealed-asks/${s.id}`, { agree: false }])}>{t('Do not agree')}</button></span>}</li>)}</ul>
        <p className="pane__foot small quiet">{t('You agree without seeing the place. Only the one who asked sees it, once.')}</p></Pane>}
      {data && <OnCall people={data.people} turns={data.onCall} mayChange={roles.includes('supervisor')} />}</div>
      {first && <DisclosureDetail key={first} number={first} />}</div></>;
}

const local = (at: Date): string => new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** Who is asked first when a life is in danger; after three minutes the next. */
function OnCall({ people, turns, mayChange }: { people: { id: string; deskName: string }[]; turns: any[]; mayChange: boolean }) {
  const [turn, setTurn] = useState({ staffId: '', startsAt: local(new Date()), endsAt: local(new Date(Date.now() + 8 * 3_600_000)), position: '1' });
  const act = useAct();
  const now = turns.filter((o) => o.now);
  return <Pane title={t('On call for threats to life')}><ul className="list">{turns.map((o) => <li key={o.id} className="row apart row--wrap"><span><b>{o.name}</b> {o.now && <span className="tag tag--fine"><Icon name="check" />{t('Now')}</span>} <span className="small quiet">{t('{from} to {to}, asked as number {n}', { from: dayTime(o.startsAt), to: dayTime(o.endsAt), n: o.position })}</span></span>{mayChange && <button className="btn btn--small" onClick={() => act.mutate(['DELETE', `/api/on-call/${o.id}`])}>{t('Take away')}</button>}</li>)}</ul>
    {now.length === 0 && <p className="note note--danger"><Icon name="alert" /><span>{t('Nobody is on call now. Everybody who may approve is asked at once.')}</span></p>}<Problem error={act.error} />
    {mayChange && <form className="pane__foot stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/on-call', { staffId: turn.staffId, startsAt: new Date(turn.startsAt).toISOString(), endsAt: new Date(turn.endsAt).toISOString(), position: Number(turn.position) }]); }}>
      <Field label={t('Who')}><select className="input" required value={turn.staffId} onChange={(e) => setTurn({ ...turn, staffId: e.target.value })}><option value="">–</option>{people.map((p) => <option key={p.id} value={p.id}>{p.deskName}</option>)}</select></Field>
      <Field label={t('From')}><input className="input" type="datetime-local" required value={turn.startsAt} onChange={(e) => setTurn({ ...turn, startsAt: e.target.value })} /></Field><Field label={t('Until')}><input className="input" type="datetime-local" required value={turn.endsAt} onChange={(e) => setTurn({ ...turn, endsAt: e.target.value })} /></Field>
      <Field label={t('Asked as number')}><input className="input" type="number" min={1} max={9} required value={turn.position} onChange={(e) => setTurn({ ...turn, position: e.target.value })} /></Field><button className="btn btn--small">{t('Put on call')}</button></form>}</Pane>;
}
