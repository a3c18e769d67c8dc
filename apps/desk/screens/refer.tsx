import { useDeferredValue, useState } from 'react';
import { day, whenDue } from '../../ui/time.ts';
import { autonym, language, t } from '../i18n.ts';
import { Field, Icon, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { roleOf } from './case.tsx';
import { ListNotice, reasonText } from './directory.tsx';

const within = (minutes: number): string => (minutes % 1440 === 0 ? t('{count} days', { count: minutes / 1440 }) : minutes % 60 === 0 ? t('{count} hours', { count: minutes / 60 }) : t('{count} minutes', { count: minutes }));
const warningText = (code: string): string => ({
  residential: t('People live there: timelines and the ledger will not name it.'), no_field: t('No field is chosen: the service learns the need and how soon, nothing else.'), no_address: t('This service has no address for messages: tell it by phone that a referral is waiting.'),
  no_list: t('There is no list of enforcement agreements.'), old_list: t('The list of enforcement agreements is old. Nobody is cleared by it.'), full: t('The service says it is full.'), not_taking: t('The service says it takes no referrals.'), closed_now: t('The service is closed now. If it cannot wait, telephone it or choose one that is open.'),
})[code] ?? code;

/** What a referral rests on: somebody's consent, or one legal basis of the list. */
export function Resting({ value, onChange }: { value: any; onChange: (v: any) => void }) {
  const { data } = useGet('/api/referral-options');
  const chosen = data?.legalBases.find((b: any) => b.code === value.legalBasis);
  return <div className="stack"><Picks name="rests" label={t('What it rests on')} options={[['consent', t('Somebody agreed')], ['law', t('A legal basis')]]} value={value.kind} onChange={(kind) => onChange({ ...value, kind })} />
    {value.kind === 'consent' ? <><Field label={t('Who agreed')}><input className="input" required maxLength={60} value={value.by} onChange={(e) => onChange({ ...value, by: e.target.value })} /></Field><Field label={t('How they said it')}><input className="input" required maxLength={60} value={value.how} onChange={(e) => onChange({ ...value, how: e.target.value })} /></Field></>
      : <><Field label={t('Which legal basis')}><select className="input" required value={value.legalBasis} onChange={(e) => onChange({ ...value, legalBasis: e.target.value })}><option value="">–</option>{data?.legalBases.map((b: any) => <option key={b.code} value={b.code}>{language === 'es' ? b.es : b.en}</option>)}</select></Field>
        {chosen && <p className="small quiet">{chosen.source} {t('Read on {date}.', { date: day(chosen.readOn) })} {!chosen.counsel && t('Counsel of this centre has not confirmed it: ask them first.')}</p>}</>}</div>;
}
export const RESTS = { kind: 'consent', by: '', how: '', legalBasis: '' };
export const restingBody = (v: typeof RESTS): object => (v.kind === 'consent' ? { consent: { by: v.by, how: v.how, saidAt: new Date(Date.now() - 1000).toISOString() } } : { legalBasis: v.legalBasis });

/** The very bytes that leave, to whom, by when it answers, and what to think of. */
export function ShownBefore({ it }: { it: any }) {
  return <><p className="small"><b>{t('This is all they get:')}</b> {it.recipient}. {t('It has {time} to answer.', { time: within(it.answerMinutes) })} {it.opensAt ? t('Its clock runs in its open hours: answers are due {time}; they open {opens}.', { time: whenDue(it.answerBy), opens: whenDue(it.opensAt) }) : t('Answers are due {time}.', { time: whenDue(it.answerBy) })} {it.toldBy === 'phone' && <b>{t('It is told by telephone: once it is sent you call and read exactly this.')}</b>}</p>
    {it.warnings.length > 0 && <ul className="note note--attend ticks small">{it.warnings.map((w: string) => <li key={w}>{warningText(w)}</li>)}</ul>}<pre className="bytes" tabIndex={0} aria-label={t('This is all they get:')}>{it.bytes}</pre></>;
}

/** Finds a service with its reasons, chooses exact fields, shows the very bytes, records what it rests on, sends. */
export function Refer({ base, persons, onSent }: { base: string; persons: any[]; onSent: () => void }) {
  const [wish, setWish] = useState<Record<string, string>>({ refers: '' });
  const [place, setPlace] = useState('');
  const asked = useDeferredValue(wish);
  const areas = useGet(`/api/directory/areas?text=${encodeURIComponent(useDeferredValue(place))}`, place.length > 1);
  const { data, error } = useGet(`/api/directory?${new URLSearchParams({ ...Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== '')), limit: '12' })}`);
  const [chosen, setChosen] = useState('');
  const [urgency, setUrgency] = useState('week');
  const [fields, setFields] = useState<{ personId: string; field: string }[]>([]);
  const [rests, setRests] = useState(RESTS);
  const preview = useAct();
  const send = useAct();
  const put = (name: string, value: string): void => { preview.reset(); setWish((w) => ({ ...w, [name]: value })); };
  const putPlace = (text: string): void => {
    setPlace(text);
    setWish((w) => ({ ...w, area: areas.data?.areas.find((a: any) => a.name === text)?.code ?? '', zip: /^\d{5}$/.test(text) ? text : '' }));
  };
  const has = (p: string, f: string): boolean => fields.some((x) => x.personId === p && x.field === f);
  const toggle = (p: string, f: string): void => { preview.reset(); setFields(has(p, f) ? fields.filter((x) => !(x.personId === p && x.field === f)) : [...fields, { personId: p, field: f }]); };
  const pick = (id: string): void => { preview.reset(); setChosen(id); };
  const services: any[] = data?.services.filter((s: any) => s.referable) ?? [];
  const able = services.filter((s) => s.enforcementParticipation === null);
  const body = { serviceAtLocationId: chosen, fields, need: wish.need ?? '', urgency };
  const fieldName = (f: string): string => ({ name: t('Name'), phone: t('Phone'), ageBand: t('Age'), languages: t('Languages') })[f] ?? f;
  const submit = (): void => {
    if (!preview.data) preview.mutate(['POST', `${base}/referrals/preview`, body]);
    else send.mutate(['POST', `${base}/referrals`, { ...body, ...restingBody(rests), previewed: preview.data.sha256 }], { onSuccess: onSent, onError: () => preview.reset() });
  };
  return <form className="pane__foot stack" aria-label={t('Refer to a service')} onSubmit={(e) => { e.preventDefault(); submit(); }}>
    <ListNotice list={data?.list} />
    <Field label={t('What is needed')}><select className="input" required value={wish.need ?? ''} onChange={(e) => put('need', e.target.value)}><option value="">–</option>{data?.needs?.map((n: any) => <option key={n.code} value={n.code}>{t(n.name)}</option>)}</select></Field>
    <Field label={t('Find a service')}><input className="input" type="search" value={wish.text ?? ''} onChange={(e) => put('text', e.target.value)} /></Field>
    <Field label={t('Language')}><select className="input" value={wish.language ?? ''} onChange={(e) => put('language', e.target.value)}><option value="">{t('Any')}</option>{data?.facets.languages.map((l: any) => <option key={l.code} value={l.code}>{autonym(l.code)}</option>)}</select></Field>
    <Field label={t('County, state or postal code, as they told it')}><input className="input" list="refer-areas" autoComplete="off" value={place} onChange={(e) => putPlace(e.target.value)} /></Field>
    <datalist id="refer-areas">{areas.data?.areas.map((a: any) => <option key={a.code} value={a.name} />)}</datalist>
    <Field label={t('Age')}><input className="input input--short" type="number" min={0} max={120} value={wish.age ?? ''} onChange={(e) => put('age', e.target.value)} /></Field>
    <label className="pick"><input type="checkbox" checked={wish.openNow === 'true'} onChange={() => put('openNow', wish.openNow === 'true' ? '' : 'true')} /><span><Icon name="check" />{t('Open now')}</span></label>
    <Problem error={error} />
    <fieldset className="plain"><legend className="legend">{t('Service')}</legend><p className="small quiet" role="status">{data && t('{count} services fit', { count: data.total })}</p><ul className="list refer__services">{services.map((s) => <li key={s.id} className="service">
      {s.enforcementParticipation === null
        ? <label className="choice"><input type="radio" name="service" required checked={chosen === s.serviceAtLocationId} onChange={() => pick(s.serviceAtLocationId)} /><span><b>{s.service}</b> <span className="small quiet">{s.organization}{s.city && ` · ${s.city}`}</span></span></label>
        : <div className="note note--danger small" role="note"><Icon name="alert" /><div><b>{s.service}, {s.organization}.</b> {s.enforcementParticipation.doubtful ? t('May take part in immigration enforcement') : t('Takes part in immigration enforcement')}. {t('Since {since}, by the list of {date}. It gets nothing.', { since: day(s.enforcementParticipation.since), date: data?.list ? day(data.list.publishedOn) : '–' })}
          {able.length > 0 && <> {t('Others that fit:')} {able.slice(0, 3).map((o, i) => <span key={o.id}>{i > 0 && '; '}<button type="button" className="link" onClick={() => pick(o.serviceAtLocationId)}>{o.service}, {o.organization}</button></span>)}</>}</div></div>}
      <p className="row row--wrap whys">{s.residential && <span className="tag tag--protected"><Icon name="lock" />{t('People live there')}</span>}{s.reasons.filter((r: any) => r.code !== 'need').map((r: any) => <span className={`tag ${['full', 'waitingList', 'old', 'near'].includes(r.code) ? 'tag--attend' : 'tag--line'}`} key={r.code}>{reasonText(r)}</span>)}</p></li>)}</ul></fieldset>
    <Picks name="urgency" label={t('How soon')} options={[['now', t('At once')], ['today', t('Today')], ['week', t('This week')]]} value={urgency} onChange={(u) => { preview.reset(); setUrgency(u); }} />
    <fieldset className="plain"><legend className="legend">{t('What they get')}</legend><div className="picks">{persons.flatMap((p) => [...p.fields.filter((f: any) => f.state === 'masked').map((f: any) => f.name), ...(p.ageBand ? ['ageBand'] : []), ...(p.languages.length > 0 ? ['languages'] : [])].map((f: string) => <label className="pick" key={p.id + f}><input type="checkbox" checked={has(p.id, f)} onChange={() => toggle(p.id, f)} /><span><Icon name="check" />{roleOf(p.role)}: {fieldName(f)}</span></label>))}</div>
      <p className="small quiet">{t('Where they are is never part of a referral. If the service must go there, give it out by itself below: two people decide.')}</p></fieldset>
    <Resting value={rests} onChange={setRests} />
    <Problem error={preview.error ?? send.error} />{preview.data && <ShownBefore it={preview.data} />}
    <button className={`btn btn--small ${preview.data ? 'btn--act' : 'btn--protected'}`}>{preview.data ? t('Send') : t('See what they get')}</button></form>;
}
