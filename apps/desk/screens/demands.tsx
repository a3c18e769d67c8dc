import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { roleOf } from './case.tsx';

const KINDS = (): [string, string][] => [['subpoena', t('Subpoena')], ['court_order', t('Court order')], ['warrant', t('Warrant')], ['other', t('Other')]];
const DECISIONS = (): [string, string][] => [['object', t('Object')], ['narrow', t('Narrow')], ['comply', t('Comply, this item')], ['nothing_held', t('Nothing is held')]];
const kindOf = (k: string): string => KINDS().find(([key]) => key === k)?.[1] ?? k;

/** Court orders and subpoenas: counsel decides, item by item; the answer never confirms anything. */
export function Demands() {
  const { data, error } = useGet('/api/demands');
  const [chosen, setChosen] = useState<string | null>(null);
  const list = data?.demands ?? [];
  const first = chosen ?? list[0]?.number ?? null;
  return <><PageHead title={t('Legal demands')}><span className="small quiet">{t('Through counsel only, person by person, item by item')}</span></PageHead><Problem error={error} />
    <div className="ledger"><div className="stack stack--wide"><section className="pane" aria-label={t('Demands')}><div className="scroll"><table className="table table--fold"><thead><tr><th scope="col">{t('Answer by')}</th><th scope="col">{t('From whom')}</th><th scope="col">{t('Items')}</th><th scope="col">{t('State')}</th></tr></thead><tbody>{list.map((d: any) => <tr key={d.number} aria-selected={first === d.number ? 'true' : undefined}><td className="num nowrap">{dayTime(d.answerDueAt)}</td><th scope="row"><button className="link" onClick={() => setChosen(d.number)}>{kindOf(d.kind)}</button><br /><span className="small quiet">{d.fromWhom}</span></th><td className="num">{d.items}</td><td>{d.answeredAt ? <span className="tag tag--fine"><Icon name="check" />{t('Answered')}</span> : d.undecided > 0 ? <span className="tag tag--attend"><Icon name="clock" />{t('With counsel: {count}', { count: d.undecided })}</span> : <span className="tag tag--act">{t('Decided')}</span>}</td></tr>)}</tbody></table></div>{data && list.length === 0 && <p className="pane__body">{t('No demands.')}</p>}</section><Register /></div>
      {first && <One key={first} number={first} />}</div></>;
}

function Register() {
  const [f, setF] = useState({ kind: 'subpoena', fromWhom: '', court: '', served: '', due: '', items: '' });
  const act = useAct();
  const set = (k: keyof typeof f) => ({ value: f[k], onChange: (e: any) => setF({ ...f, [k]: e.target.value }) });
  return <Pane title={t('Register a demand')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/demands', { kind: f.kind, fromWhom: f.fromWhom, court: f.court, servedAt: new Date(`${f.served}T00:00`).toISOString(), answerDueAt: new Date(`${f.due}T17:00`).toISOString(), items: f.items.split('\n').map((x) => x.trim()).filter(Boolean) }], { onSuccess: () => setF({ ...f, fromWhom: '', court: '', items: '' }) }); }}>
    <Picks name="kind" label={t('Kind')} options={KINDS()} value={f.kind} onChange={(kind) => setF({ ...f, kind })} />
    <Field label={t('From whom')}><input className="input" required maxLength={200} {...set('fromWhom')} /></Field><Field label={t('Court')}><input className="input" required maxLength={200} {...set('court')} /></Field>
    <Field label={t('Served on')}><input className="input" type="date" required {...set('served')} /></Field><Field label={t('Answer by')}><input className="input" type="date" required {...set('due')} /></Field>
    <Field label={t('What it asks, one item a line')}><textarea className="input" required rows={4} autoComplete="off" {...set('items')} /></Field><Problem error={act.error} /><button className="btn btn--small">{t('Register')}</button></form></Pane>;
}

function One({ number }: { number: string }) {
  const path = `/api/demands/${number}`;
  const { data: d, error } = useGet(path);
  const [counsel, setCounsel] = useState({ counsel: '', reference: '' });
  const [answer, setAnswer] = useState<string | null>(null);
  const act = useAct();
  if (!d) return <Pane title={number}><div className="pane__body"><Problem error={error} /></div></Pane>;
  return <section className="pane" aria-labelledby="ld-h"><div className="pane__head"><h2 id="ld-h">{kindOf(d.kind)}, {number}</h2></div><div className="pane__body stack">
    <dl className="facts"><dt>{t('Court')}</dt><dd>{d.court}</dd><dt>{t('Served on')}</dt><dd className="num">{dayTime(d.servedAt)}</dd><dt>{t('Answer by')}</dt><dd className="num">{dayTime(d.answerDueAt)}</dd></dl>
    {!d.answeredAt && <><Field label={t('Who of counsel decided')}><input className="input" maxLength={100} value={counsel.counsel} onChange={(e) => setCounsel({ ...counsel, counsel: e.target.value })} /></Field><Field label={t('By which letter')}><input className="input" maxLength={100} value={counsel.reference} onChange={(e) => setCounsel({ ...counsel, reference: e.target.value })} /></Field></>}
    <ol className="stack">{d.items.map((i: any) => <li key={i.position} className="stack"><p><b className="num">{i.position}.</b> {i.asked ?? t('Erased')}</p>
      {!d.answeredAt && !i.disclosureNumber ? <Picks name={`item-${i.position}`} label={t('What counsel decided for item {n}', { n: i.position })} options={DECISIONS()} value={i.decision ?? undefined} onChange={(decision) => act.mutate(['POST', `${path}/items/${i.position}/decision`, { decision, ...counsel }])} /> : <p>{DECISIONS().find(([k]) => k === i.decision)?.[1]}</p>}
      {i.counselReference && <p className="small quiet">{i.counselReference}</p>}
      {i.decision === 'comply' && (i.disclosureNumber ? <p className="small">{i.disclosureNumber}</p> : <Comply path={path} position={i.position} />)}</li>)}</ol>
    <Problem error={act.error} /><button className="btn btn--act btn--wide" onClick={() => act.mutate(['POST', `${path}/answer`], { onSuccess: (r) => setAnswer(r.text) })}>{d.answeredAt ? t('See the answer') : t('Answer the demand')}</button>
    {answer && <pre className="bytes">{answer}</pre>}</div>
    <p className="pane__foot small quiet">{t('Whatever is not complied with gets the same words: nobody learns whether anything is held.')}</p></section>;
}

/** One person of one case, and the fields that counsel decided to give for this item. */
function Comply({ path, position }: { path: string; position: number }) {
  const [caseNumber, setCaseNumber] = useState('');
  const [people, setPeople] = useState<{ id: string; role: string }[]>([]);
  const [personId, setPersonId] = useState<string | undefined>();
  const [fields, setFields] = useState<string[]>([]);
  const [error, setError] = useState<ApiError | null>(null);
  const act = useAct();
  const names: [string, string][] = [['name', t('Name')], ['phone', t('Phone')], ['ageBand', t('Age')], ['languages', t('Languages')]];
  return <form className="stack" onSubmit={(e) => { e.preventDefault(); if (!personId) void api('POST', `${path}/people`, { caseNumber }).then((r) => { setPeople(r.people); setError(null); }).catch(setError); else act.mutate(['POST', `${path}/items/${position}/comply`, { caseNumber, personId, fields }]); }}>
    <Field label={t('Number of the case')}><input className="input" required value={caseNumber} onChange={(e) => { setCaseNumber(e.target.value.trim()); setPeople([]); setPersonId(undefined); }} /></Field>
    {people.length > 0 && <><Picks name={`person-${position}`} label={t('About whom')} options={people.map((p) => [p.id, roleOf(p.role)])} value={personId} onChange={setPersonId} /><div className="picks">{names.map(([k, text]) => <label className="pick" key={k}><input type="checkbox" checked={fields.includes(k)} onChange={() => setFields(fields.includes(k) ? fields.filter((x) => x !== k) : [...fields, k])} /><span><Icon name="check" />{text}</span></label>)}</div></>}
    <Problem error={error ?? act.error} /><div className="row row--wrap"><button className="btn btn--small btn--protected">{personId ? t('Ask a second person') : t('Find the people')}</button>{personId && <button type="button" className="btn btn--small" onClick={() => act.mutate(['POST', `${path}/holds`, { caseNumber, personId }])}>{t('Hold what is kept')}</button>}</div></form>;
}
