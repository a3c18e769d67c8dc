import { useRef, useState } from 'react';
import { day, dayTime, whenDue } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { Call, CALL_SAID } from './call.tsx';
import { ListNotice, reasonText } from './directory.tsx';
import { Refer, RESTS, restingBody, Resting, ShownBefore } from './refer.tsx';

const STATES = (): Record<string, [string, string]> => ({
  draft: [t('Draft'), 'tag--line'], sent: [t('Sent'), ''], received: [t('Seen'), ''], waitlisted: [t('Waiting list'), 'tag--attend'], accepted: [t('Accepted'), 'tag--fine'], declined: [t('Declined'), ''],
  in_service: [t('Help began'), 'tag--fine'], outcome: [t('Reported'), 'tag--act'], revoked: [t('Taken back'), ''], expired: [t('Ran out'), 'tag--attend'],
});
const OUTCOMES = (): [string, string][] => [['helped', t('They helped')], ['partly_helped', t('They helped in part')], ['not_reached', t('They could not reach them')], ['no_longer_wanted', t('It is no longer wanted')], ['could_not_help', t('They could not help')]];
export const WHY = (): [string, string][] => [['full', t('Full')], ['not_for_them', t('Not for such a need')], ['language', t('Not in this language')], ['area', t('Not in this area')], ['not_safe', t('Not safe for them there')], ['other', t('Something else')]];
const STEPS = (): Record<string, string> => ({ remind: t('reminded'), propose: t('other services proposed'), phone: t('somebody has to telephone'), supervisor: t('a supervisor was told'), unreached: t('a supervisor was told that nobody picks up'), outcome_due: t('asked how it went') });
const VIA = (): Record<string, string> => ({ portal: t('in their portal'), phone: t('by telephone'), machine: t('by their machine') });
const word = (all: [string, string][], code: string | null): string => all.find(([c]) => c === code)?.[1] ?? '';

/** The referrals of a case: where each stands, by when, what happened, and what can be done now. */
export function Referrals({ base, c }: { base: string; c: any }) {
  const [refer, setRefer] = useState(false);
  return <Pane title={t('Referrals')} end={<button className="btn btn--small" aria-expanded={refer} onClick={() => setRefer(!refer)}>{refer ? t('Close') : t('Refer…')}</button>}>
    {c.referrals.length > 0 && <ul className="list">{c.referrals.map((r: any) => <Line key={r.number} r={r} />)}</ul>}
    {c.referrals.length === 0 && !refer && <p className="pane__body quiet">{t('Nobody was asked yet.')}</p>}
    {refer && <Refer base={base} persons={c.persons} onSent={() => setRefer(false)} />}</Pane>;
}

function Line({ r }: { r: any }) {
  const [open, setOpen] = useState<'again' | 'record' | 'messages' | 'send' | 'call' | null>(null);
  const act = useAct();
  const whom = useAct();
  const [name, look] = STATES()[r.state] ?? [r.state, ''];
  const may = (what: string): boolean => r.can.includes(what);
  const button = (what: 'again' | 'record' | 'messages' | 'send' | 'call', text: string) => <button className="btn btn--small" aria-expanded={open === what} onClick={() => setOpen(open === what ? null : what)}>{text}</button>;
  const steps = r.steps.flatMap((s: any) => (STEPS()[s.step] ? [`${STEPS()[s.step]} ${dayTime(s.at)}`] : []));
  return <li className="stack" aria-label={t('Referral {number}', { number: r.number })}>
    <div className="row row--wrap apart"><b>{r.sealed ? <><Icon name="lock" /> {t('A service (sealed place)')}</> : r.service}</b><span className={`tag ${look}`}>{name}</span></div>
    <p className="small quiet">{r.need}{r.againOf && ` · ${t('after {number}', { number: r.againOf })}`}<br />
      {['sent', 'received'].includes(r.state) && <span className={r.late ? 'bad' : ''}>{r.late ? t('Was to answer by {time}', { time: dayTime(r.dueAt) }) : t('Answers are due {time}', { time: whenDue(r.dueAt) })}{r.opensAt && `, ${t('they open {time}', { time: whenDue(r.opensAt) })}`}</span>}
      {r.state === 'waitlisted' && t('A place perhaps from {date}', { date: day(r.waitlistUntil) })}{['accepted', 'in_service'].includes(r.state) && t('Answered {time}', { time: dayTime(r.answeredAt) })}{r.answeredVia && r.answeredAt && ` · ${VIA()[r.answeredVia]} `}{r.endedAt && r.sentAt && t('Ended {time}', { time: dayTime(r.endedAt) })}</p>
    {steps.length > 0 && <p className="small">{t('Not answered:')} {steps.join('; ')}</p>}
    {r.calls.length > 0 && <p className="small">{t('Calls:')} {r.calls.map((c: any) => `${CALL_SAID()[c.said]} ${dayTime(c.at)}`).join('; ')}{r.callAgainAt && ` · ${t('again at {time}', { time: dayTime(r.callAgainAt) })}`}</p>}
    {(r.outcomeCode || r.declineCode) && <p className="small"><b>{r.outcomeCode ? word(OUTCOMES(), r.outcomeCode) : word(WHY(), r.declineCode)}</b></p>}
    {r.answer && <p className="small note note--protected"><Icon name="lock" /><span>{r.answer}</span></p>}
    <div className="row row--wrap">{may('call') && button('call', t('Call and read it…'))}{may('send') && button('send', t('Look and send…'))}{may('message') && button('messages', r.messages.unread > 0 ? t('Messages ({count} new)', { count: r.messages.unread }) : t('Messages'))}
      {may('record') && button('record', t('They said by phone…'))}{may('again') && button('again', t('Ask another…'))}{may('record') && <button className="btn btn--small" onClick={() => whom.mutate(['POST', `/api/referrals/${r.number}/recipient`])}>{t('Whom to call')}</button>}
      {may('revoke') && <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/referrals/${r.number}/revoke`])}>{r.state === 'draft' ? t('Throw away') : t('Take back')}</button>}</div>
    <Problem error={act.error ?? whom.error} />
    {whom.data && <p className="small note note--protected"><Icon name="eye" /><span><b>{whom.data.service}, {whom.data.organization}</b><br />{whom.data.phones.map((p: any) => <span key={p.number}><a href={`tel:${p.number.replace(/[^+\d]/g, '')}`}>{p.number}</a> {p.checkedByTwo && t('checked by two')} </span>)}{whom.data.hours}<br /><button className="btn btn--small" onClick={() => whom.reset()}>{t('Hide now')}</button></span></p>}
    {open === 'call' && <Call r={r} onDone={() => setOpen(null)} />}{open === 'again' && <Again r={r} onMade={() => setOpen(null)} />}{open === 'record' && <Record r={r} onDone={() => setOpen(null)} />}{open === 'messages' && <Messages number={r.number} />}{open === 'send' && <SendDraft r={r} />}</li>;
}

/** Other services for the same need; one press makes a draft, and nothing leaves. */
function Again({ r, onMade }: { r: any; onMade: () => void }) {
  const { data, error } = useGet(`/api/referrals/${r.number}/others`);
  const act = useAct();
  return <div className="stack"><ListNotice list={data?.list} /><Problem error={error ?? act.error} /><p className="small quiet">{t('A draft with the same fields. Nothing leaves before you have looked at it.')}</p>
    <ul className="ticks">{data?.services.map((s: any) => <li key={s.serviceAtLocationId}><button className="link" onClick={() => act.mutate(['POST', `/api/referrals/${r.number}/again`, { serviceAtLocationId: s.serviceAtLocationId }], { onSuccess: onMade })}>{s.service}, {s.organization}</button> <span className="small quiet">{s.reasons.filter((x: any) => x.code !== 'need').map(reasonText).join(' · ')}</span></li>)}{data?.services.length === 0 && <li>{t('Nobody else fits. Use the form for another need or area.')}</li>}</ul></div>;
}
function SendDraft({ r }: { r: any }) {
  const shown = useAct();
  const send = useAct();
  const [rests, setRests] = useState(RESTS);
  return <form className="stack" onSubmit={(e) => { e.preventDefault(); if (shown.data) send.mutate(['POST', `/api/referrals/${r.number}/send`, { ...restingBody(rests), previewed: shown.data.sha256 }], { onError: () => shown.reset() }); else shown.mutate(['POST', `/api/referrals/${r.number}/preview`]); }}>
    <Problem error={shown.error ?? send.error} />{shown.data && <><ShownBefore it={shown.data} /><Resting value={rests} onChange={setRests} /></>}<button className={`btn btn--small ${shown.data ? 'btn--act' : 'btn--protected'}`}>{shown.data ? t('Send') : t('See what they get')}</button></form>;
}
/** What the service said on the telephone. */
function Record({ r, onDone }: { r: any; onDone: () => void }) {
  const working = ['accepted', 'in_service'].includes(r.state);
  const [kind, setKind] = useState(working ? 'report' : 'accept');
  const [given, setGiven] = useState({ why: 'full', until: '', outcome: 'helped', text: '' });
  const act = useAct();
  const body = { kind, text: given.text, ...(kind === 'decline' ? { why: given.why } : kind === 'waitlist' ? { until: given.until } : kind === 'report' ? { outcome: given.outcome } : {}) };
  return <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/referrals/${r.number}/answer`, body], { onSuccess: onDone }); }}>
    {!working && <Picks name={`said-${r.number}`} label={t('What they said')} options={[['accept', t('They take it')], ['decline', t('They decline')], ['waitlist', t('Waiting list')]]} value={kind} onChange={setKind} />}
    {kind === 'decline' && <Field label={t('Why not')}><select className="input" value={given.why} onChange={(e) => setGiven({ ...given, why: e.target.value })}>{WHY().map(([code, text]) => <option key={code} value={code}>{text}</option>)}</select></Field>}
    {kind === 'waitlist' && <Field label={t('A place perhaps from')}><input className="input" type="date" required value={given.until} onChange={(e) => setGiven({ ...given, until: e.target.value })} /></Field>}
    {kind === 'report' && <Picks name={`outcome-${r.number}`} label={t('How it went')} options={[['in_service', t('Help began')], ...OUTCOMES()].filter(([code]) => code !== r.state) as [string, string][]} value={given.outcome} onChange={(outcome) => setGiven({ ...given, outcome })} />}
    {kind !== 'accept' && <Field label={t('In a few words')}><input className="input" maxLength={500} value={given.text} onChange={(e) => setGiven({ ...given, text: e.target.value })} /></Field>}
    <Problem error={act.error} /><button className="btn btn--small btn--act">{t('Write it down')}</button></form>;
}
/** Both sides' messages about one referral, while it lives. */
function Messages({ number }: { number: string }) {
  const path = `/api/referrals/${number}/messages`;
  const { data, error } = useGet(path);
  const [text, setText] = useState('');
  const clientId = useRef(crypto.randomUUID());
  const act = useAct();
  return <div className="stack"><Problem error={error ?? act.error} /><ol className="thread" aria-label={t('Messages')}>{data?.messages.map((m: any) => <li key={m.id} className={m.side === 'centre' ? 'thread__ours' : ''}><small className="quiet">{m.side === 'centre' ? t('We') : t('The service')} · {dayTime(m.at)}</small><p>{m.text}</p></li>)}{data?.messages.length === 0 && <li className="quiet">{t('Nothing was written yet.')}</li>}</ol>
    <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', path, { clientId: clientId.current, text: text.trim() }], { onSuccess: () => { clientId.current = crypto.randomUUID(); setText(''); } }); }}>
      <Field label={t('Write to the service')}><textarea className="input" rows={3} required maxLength={4000} value={text} onChange={(e) => setText(e.target.value)} /></Field><p className="small quiet">{t('No names and no places that it does not have. It is in the ledger, and gone when the referral ends.')}</p><button className="btn btn--small">{t('Send message')}</button></form></div>;
}
