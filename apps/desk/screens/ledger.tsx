import { Fragment, useState } from 'react';
import { clockTime, dayTime, duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';

export const purposeName = (purpose: string): string => ({
  'service-referral': t('Service referral'), 'mandated-report': t('Mandated report'), 'threat-to-life': t('Threat to life'), 'legal-representation': t('The child’s lawyer'),
  'data-subject-request': t('Their own data'), 'legal-demand': t('Legal demand'), 'care-continuity': t('To carry on their care'), 'family-message': t('Family message'),
})[purpose] ?? purpose;
const fieldName = (field: string): string => ({ name: t('Name'), phone: t('Phone'), ageBand: t('Age'), languages: t('Languages'), place: t('Where they stay'), words: t('Words'), document: t('Papers') })[field] ?? field;
const sideOf = (l: any): string => ({ agreed: t('Agreed'), told: l.childSideAt ? t('Told {time}', { time: dayTime(l.childSideAt) }) : t('Told'), will_be_told: t('Will be told'), not_told: t('Not told') })[l.childSide as string] ?? '–';
const short = (iso: string): string => (new Date(iso).toDateString() === new Date().toDateString() ? clockTime(iso) : dayTime(iso).split(' ').slice(0, 2).join(' '));

/** The state of a disclosure, as a word and never by colour alone. */
export function StateTag({ l }: { l: any }) {
  const hours = l.reviewDueAt ? Math.round((Date.parse(l.reviewDueAt) - Date.now()) / 3_600_000) : 0;
  if (l.state === 'asked') return <span className={`tag ${l.purpose === 'threat-to-life' ? 'tag--danger' : 'tag--attend'}`}><Icon name="alert" />{t('Second person')}</span>;
  if (l.reviewDueAt) return <span className="tag tag--attend"><Icon name="clock" />{hours >= 0 ? t('Review in {hours} h', { hours }) : t('Review overdue')}</span>;
  if (l.state === 'released') return <span className="tag tag--fine"><Icon name="check" />{t('Sent')}</span>;
  return <span className="tag">{({ approved: t('Agreed to'), refused: t('Refused'), expired: t('Ended'), withdrawn: t('Taken back') })[l.state as string] ?? l.state}</span>;
}
const Fields = ({ fields }: { fields: string[] }) => <>{[...new Set(fields)].map((f) => <span key={f} className="tag tag--protected"><Icon name={f === 'place' ? 'seal' : 'lock'} />{fieldName(f)}</span>)}</>;

/** What leaves, who asked, who agreed; and what is left to do. The second person agrees without seeing the fields. */
export function DisclosureDetail({ number }: { number: string }) {
  const now = useNow();
  const { data: d, error } = useGet(`/api/disclosures/${number}`);
  const [why, setWhy] = useState('');
  const [right, setRight] = useState('yes');
  const act = useAct();
  if (!d) return <Pane title={number}><div className="pane__body"><Problem error={error} /></div></Pane>;
  const threat = d.purpose === 'threat-to-life';
  const minutes = Math.max(0, Math.round((now - Date.parse(d.askedAt)) / 60_000));
  const decide = (what: string) => act.mutate(['POST', `/api/disclosures/${number}/${what}`, { why }], { onSuccess: () => setWhy('') });
  return <section className="pane" aria-labelledby="d-h"><div className="pane__head"><h2 id="d-h">{purposeName(d.purpose)}, {number}</h2>{d.state === 'asked' ? <span className={`tag num ${threat ? 'tag--danger' : 'tag--attend'}`}><Icon name="clock" />{t('asked {minutes} min ago', { minutes })}</span> : <StateTag l={d} />}</div>
    <div className="pane__body stack"><dl className="facts">
      {d.threat && <><dt>{t('Threat')}</dt><dd>{d.threat}</dd></>}
      <dt>{t('Recipient')}</dt><dd>{d.to ? `${d.to}, ${d.recipient}` : d.recipient}</dd>
      <dt>{t('Why it may')}</dt><dd>{d.basisKind === 'consent' ? t('Consent: {who}', { who: d.basis }) : t('Law: {law}', { law: d.basis })}</dd>
      <dt>{t('What leaves')}</dt><dd>{d.fields.length > 0 ? <span className="row row--wrap"><Fields fields={d.fields} /></span> : t('What was said, passed on live')}{d.may.approve && <><br /><span className="small quiet">{t('You approve without seeing them.')}</span></>}</dd>
      <dt>{t('How long')}</dt><dd className="num">{threat ? t('30 minutes, then closed') : d.expiresAt ? t('until {time}', { time: dayTime(d.expiresAt) }) : duration(d.shownSeconds)}</dd>
      <dt>{t('Child’s side')}</dt><dd>{sideOf(d)}{d.notTold && <><br /><span className="small">{d.notTold}</span></>}</dd>
      {d.said.map((s: any) => <Fragment key={s.sha256 + s.at}><dt>{s.form === 'eido' ? t('Document sent {time}', { time: short(s.at) }) : t('Told {time}', { time: short(s.at) })}</dt><dd>{s.state === 'failed' || s.state === 'failing' ? t('not taken by the centre') : s.state === 'delivered' ? t('taken by the centre') : ''}{s.bytes && <pre className="code small" tabIndex={0} aria-label={t('Exactly what is kept or sent')}>{s.bytes}</pre>}<span className="small code num">SHA-256 {s.sha256.slice(0, 16)}…</span></dd></Fragment>)}
      {d.sha256 && d.said.length === 0 && <><dt>{t('Bytes')}</dt><dd className="small code num">SHA-256 {d.sha256.slice(0, 16)}…</dd></>}</dl>
      <div className="note note--attend small"><Icon name="info" /><span>{d.enforcementSince ? t('Takes part in immigration enforcement (published, since {date}). It gets nothing but what this threat to life requires.', { date: d.enforcementSince }) : t('Not on the published 287(g) list. Being absent from that list is not a clearance.')}</span></div>
      <ol className="two"><li><span className="two__n two__n--done"><Icon name="check" /></span><div><b>{d.askedBy}</b> {t('asked {time}', { time: short(d.askedAt) })}<br /><span className="small quiet">{t('Cannot approve what they asked for')}</span></div></li>
        {d.via !== 'spoken' && <li><span className={`two__n ${d.decidedBy ? 'two__n--done' : d.may.approve ? 'two__n--you' : ''}`}>{d.decidedBy ? <Icon name="check" /> : '2'}</span><div><b>{d.decidedBy ?? (d.may.approve ? t('You') : t('A second person'))}</b> {d.decidedAt && (d.state === 'refused' ? t('refused {time}', { time: short(d.decidedAt) }) : t('agreed {time}', { time: short(d.decidedAt) }))}<br /><span className="small quiet">{d.why ?? (d.askedOf ? t('{name} is asked now', { name: d.askedOf }) : '')}</span></div></li>}
        {d.reviewedBy && <li><span className="two__n two__n--done"><Icon name="check" /></span><div><b>{d.reviewedBy}</b> {t('reviewed {time}', { time: short(d.reviewedAt) })}<br /><span className="small quiet">{d.reviewRight ? t('It was right') : t('It was not right')}: {d.review}</span></div></li>}</ol>
      {d.may.approve && <form className="stack" onSubmit={(e) => { e.preventDefault(); decide('approve'); }}><Field label={t('Why this is right, in one line')}><input className="input" required maxLength={500} value={why} onChange={(e) => setWhy(e.target.value)} /></Field>
        <button className={`btn ${threat ? 'btn--danger' : 'btn--act'} btn--wide`}><Icon name="key" />{threat ? t('Approve and open for 30 minutes') : t('Approve')}</button>
        <button type="button" className="btn btn--wide" disabled={why.trim() === ''} onClick={() => decide('refuse')}>{t('Refuse, for this reason')}</button></form>}
      {d.may.review && <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/disclosures/${number}/review`, { right: right === 'yes', words: why }], { onSuccess: () => setWhy('') }); }}><Picks name="right" label={t('Was it right?')} options={[['yes', t('It was right')], ['no', t('It was not right')]]} value={right} onChange={setRight} />
        <Field label={t('What the review found')}><input className="input" required maxLength={1000} value={why} onChange={(e) => setWhy(e.target.value)} /></Field><button className="btn btn--act btn--wide">{t('Finish the review')}</button></form>}
      <Problem error={act.error} /></div>
    <p className="pane__foot small quiet">{threat ? t('A review follows within 24 hours, by somebody else.') : d.notice}</p></section>;
}

/** The lines of the ledger, what waits first. */
export function LedgerTable({ lines, chosen, onChoose }: { lines: any[]; chosen: string | null; onChoose: (number: string) => void }) {
  return <div className="scroll"><table className="table table--fold"><thead><tr><th scope="col">{t('Asked')}</th><th scope="col">{t('Why, and to whom')}</th><th scope="col">{t('What leaves')}</th><th scope="col">{t('Child’s side')}</th><th scope="col">{t('State')}</th></tr></thead>
    <tbody>{lines.map((l) => <tr key={l.number + l.askedAt} aria-selected={chosen === l.number ? 'true' : undefined}><td className="num nowrap">{short(l.askedAt)}</td>
      <th scope="row">{l.number.startsWith('DS-') ? <button className="link" onClick={() => onChoose(l.number)}>{purposeName(l.purpose)}</button> : purposeName(l.purpose)}<br /><span className="small quiet">{l.recipient}</span></th>
      <td>{l.fields.length > 3 ? t('{count} fields', { count: l.fields.length }) : l.fields.length > 0 ? [...new Set<string>(l.fields)].map(fieldName).join(', ') : t('Said live')}</td><td>{sideOf(l)}</td><td><StateTag l={l} /></td></tr>)}</tbody></table></div>;
}

const FILTERS = (): [string, string, (l: any) => boolean][] => [['all', t('All, waiting first'), () => true], ['you', t('Waiting for you'), (l) => l.waitsForYou], ['review', t('Reviews due'), (l) => l.reviewDueAt !== null], ['open', t('Open now'), (l) => l.openNow]];

/** The ledger of the data protection officer. */
export function Ledger() {
  const { data, error } = useGet('/api/ledger');
  const [which, setWhich] = useState('all');
  const [chosen, setChosen] = useState<string | null>(null);
  const lines = data?.lines ?? [];
  const filter = FILTERS().find(([k]) => k === which)![2];
  const shown = lines.filter(filter);
  const first = chosen ?? shown.find((l: any) => l.number.startsWith('DS-'))?.number ?? null;
  return <><PageHead title={t('Ledger of disclosures')}><span className="small quiet">{t('Everything protected that left the centre, and everything that asks to')}</span></PageHead><Problem error={error} />
    <div className="ledger"><section className="pane" aria-label={t('Disclosures')}><nav className="filters" aria-label={t('Which')}>{FILTERS().map(([key, text, is]) => <a key={key} href={`#${key}`} aria-current={which === key ? 'page' : undefined} onClick={(e) => { e.preventDefault(); setWhich(key); setChosen(null); }}>{text} {['you', 'review'].includes(key) && <b className="num">{lines.filter(is).length}</b>}</a>)}</nav>
      {shown.length > 0 ? <LedgerTable lines={shown} chosen={first} onChoose={setChosen} /> : <p className="pane__body">{data ? t('Nothing waits for you.') : ''}</p>}</section>
      {first && <DisclosureDetail key={first} number={first} />}</div></>;
}
