import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { day } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Problem, useAct, useGet } from '../kit.tsx';
import { FoundMap, ServiceMap } from './map.tsx';

const WISHES: [string, string][] = [['openNow', 'Open now'], ['free', 'Free'], ['refers', 'Takes referrals'], ['capacity', 'Has room']];

/** Why a service stands where it stands, in words. */
export function reasonText({ code, value = '' }: { code: string; value?: string }): string {
  switch (code) {
    case 'language': return t('Speaks {language}', { language: autonym(value) });
    case 'interpreter': return t('Has interpreters');
    case 'openUntil': return t('Open until {time}', { time: value });
    case 'openAlways': return t('Open day and night');
    case 'holiday': return t('Today is a holiday. Call first.');
    case 'serves_zip': return t('Serves this postal code');
    case 'serves_county': return t('Serves this county');
    case 'serves_county_part': return t('Serves a part of this county');
    case 'serves_state': return t('Serves this state');
    case 'serves_part': return t('Serves a part of this state');
    case 'serves_country': return t('Serves the whole country');
    case 'near': return t('Is in this state; does not say whom it serves');
    case 'free': return t('Free');
    case 'refers': return t('Takes referrals');
    case 'capacity': return t('Has room');
    case 'waitingList': return t('Has a waiting list');
    case 'full': return t('Is full');
    case 'age': return t('For ages {ages}', { ages: value });
    case 'old': return t('Not checked for long');
    default: return '';
  }
}
/** "MO,TU,WE" as the reader's own names of days. */
const hoursText = (hours: string): string => hours.replace(/\b(MO|TU|WE|TH|FR|SA|SU)\b/g, (d) => new Date(Date.UTC(2024, 0, 1 + ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'].indexOf(d))).toLocaleDateString(document.documentElement.lang, { weekday: 'short', timeZone: 'UTC' })).replaceAll(',', ', ');
const attends = (code: string): boolean => ['full', 'waitingList', 'old', 'holiday', 'near'].includes(code);

/** Of what date the list of agreements is, loudly when it is old or missing. */
export function ListNotice({ list }: { list: { publishedOn: string; days: number; stale: boolean } | null | undefined }) {
  if (list === undefined || (list && !list.stale)) return null;
  return <p className="note note--attend" role="status"><Icon name="alert" /><span><strong>{list === null ? t('There is no list of enforcement agreements.') : t('The list of enforcement agreements is {days} days old.', { days: list.days })}</strong> {t('Nobody is cleared by it. Ask a supervisor to bring in the newest one.')}</span></p>;
}

export function Directory() {
  const [wish, setWish] = useState<Record<string, string>>({});
  const [place, setPlace] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const areas = useGet(`/api/directory/areas?text=${encodeURIComponent(useDeferredValue(place))}`, place.length > 1);
  // Whoever types a name to its end need not wait for the list: it is taken when the list is there.
  const area = areas.data?.areas.find((a: any) => a.name.toLowerCase() === place.trim().toLowerCase())?.code ?? '';
  const asked = useDeferredValue(useMemo(() => ({ ...wish, area, zip: /^\d{5}$/.test(place.trim()) ? place.trim() : '' }), [wish, area, place]));
  const query = new URLSearchParams({ ...Object.fromEntries(Object.entries(asked).filter(([, v]) => v !== '')), limit: '30' });
  const { data, error } = useGet(`/api/directory?${query}`);
  const last = useRef<any>(null);
  if (data) last.current = data;
  const shown = data ?? last.current;
  const put = (name: string, value: string): void => setWish({ ...wish, [name]: value });
  const arrows = (e: KeyboardEvent<HTMLUListElement>): void => {
    if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
    const all = [...e.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
    const next = all[all.indexOf(document.activeElement as HTMLButtonElement) + (e.key === 'ArrowDown' ? 1 : -1)];
    if (next) { e.preventDefault(); next.focus(); }
  };
  const count = (n: number | undefined): string => (n === undefined ? '' : ` (${n})`);
  return <><PageHead title={t('Directory')} /><ListNotice list={shown?.list} />
    <form className="finder" role="search" onSubmit={(e) => e.preventDefault()}>
      <Field label={t('Find a service')}><input className="input" type="search" value={wish.text ?? ''} onChange={(e) => put('text', e.target.value)} /></Field>
      <Field label={t('What is needed')}><select className="input" value={wish.need ?? ''} onChange={(e) => put('need', e.target.value)}><option value="">{t('Anything')}</option>{(wish.need ? shown?.needs.map((n: any) => ({ ...n, count: undefined })) : shown?.facets.needs)?.map((n: any) => <option key={n.code} value={n.code}>{t(n.name)}{count(n.count)}</option>)}</select></Field>
      <Field label={t('Language')}><select className="input" value={wish.language ?? ''} onChange={(e) => put('language', e.target.value)}><option value="">{t('Any')}</option>{shown?.facets.languages.map((l: any) => <option key={l.code} value={l.code}>{autonym(l.code)}{count(l.count)}</option>)}</select></Field>
      <Field label={t('County, state or postal code, as they told it')}><input className="input" list="areas" autoComplete="off" value={place} onChange={(e) => setPlace(e.target.value)} /></Field>
      <datalist id="areas">{areas.data?.areas.map((a: any) => <option key={a.code} value={a.name} />)}</datalist>
      <Field label={t('Age')}><input className="input input--short" type="number" min={0} max={120} value={wish.age ?? ''} onChange={(e) => put('age', e.target.value)} /></Field>
      <fieldset className="picks"><legend className="unseen">{t('Only those that')}</legend>{WISHES.map(([name, text]) => <label className="pick" key={name}><input type="checkbox" checked={wish[name] === 'true'} onChange={() => put(name, wish[name] === 'true' ? '' : 'true')} /><span><Icon name="check" />{t(text)}{count(shown?.facets[name])}</span></label>)}</fieldset>
    </form>
    <Problem error={error} />
    {shown?.zipCounties && (shown.zipCounties.length === 0 ? <p className="note note--attend" role="status"><Icon name="alert" /><span><strong>{t('We do not know in which county this postal code is.')}</strong> {t('Ask for the county or the state. Without it, only services that name this code or the whole country are found.')}</span></p>
      : <p className="small quiet">{t('This postal code is in: {counties}', { counties: shown.zipCounties.join('; ') })}</p>)}
    <p className="small quiet finder__count" role="status">{shown && (shown.total === 0 ? t('Nothing fits. Leave out a wish, or write fewer words.') : shown.loosened ? t('Nothing has all the words; these have some of them: {count}', { count: shown.total }) : t('{count} services fit', { count: shown.total }))}</p>
    {shown?.services.length > 0 && <FoundMap services={shown.services.map((s: any) => s.id)} onChoose={setChosen} />}
    <div className="flow"><section className="pane" aria-label={t('Services')}><ul className="list results" onKeyDown={arrows}>{shown?.services.map((s: any) => <li className="service" key={s.id}>
      <h2><button className="link" aria-current={chosen === s.id ? 'true' : undefined} onClick={() => setChosen(s.id)}>{s.service}</button></h2>
      <p className="small quiet">{s.organization}{s.city && ` · ${s.city}`}</p>
      <p className="row row--wrap whys">{s.enforcementParticipation && <span className="tag tag--danger"><Icon name="alert" />{s.enforcementParticipation.doubtful ? t('May take part in immigration enforcement') : t('Takes part in immigration enforcement')}</span>}{s.reasons.filter((r: any) => r.code !== 'need').map((r: any) => <span className={`tag ${attends(r.code) ? 'tag--attend' : r.code === 'free' || r.code === 'capacity' ? 'tag--fine' : 'tag--line'}`} key={r.code}>{reasonText(r)}</span>)}</p>
    </li>)}</ul></section>
    {chosen ? <Details id={chosen} others={(shown?.services ?? []).filter((s: any) => s.id !== chosen && s.enforcementParticipation === null).slice(0, 3)} onChoose={setChosen} /> : <p className="quiet pad">{t('Choose a service to see everything about it.')}</p>}</div></>;
}

/** What the newest list says of an organization. It warns; it never clears. */
function Participation({ it, others, onChoose }: { it: any; others: any[]; onChoose: (id: string) => void }) {
  if (it.status === 'no_list') return <ListNotice list={null} />;
  const date = day(it.list.publishedOn);
  if (it.status === 'not_listed') return <p className="small quiet">{it.listedBefore && it.listedBefore !== it.list.publishedOn ? `${t('It was on the list of {date}.', { date: day(it.listedBefore) })} ` : ''}{t('Not on the list of {date}; that is no clearance.', { date })}</p>;
  return <div className="note note--danger" role="note"><Icon name="alert" /><div><strong>{it.status === 'doubtful' ? t('May take part in immigration enforcement') : t('Takes part in immigration enforcement')}</strong>
    <p>{it.status === 'doubtful' ? t('The list of {date} names an agency that may be this one. Until a person decides, it gets nothing.', { date }) : t('Since {since}, by the list of {date}. It gets nothing.', { since: day(it.since), date })} {t('When a life is in danger, do not wait because of this.')}</p>
    {others.length > 0 && <><p>{t('Others that fit:')}</p><ul className="ticks">{others.map((s) => <li key={s.id}><button className="link" onClick={() => onChoose(s.id)}>{s.service}, {s.organization}</button></li>)}</ul></>}</div></div>;
}

function Details({ id, others, onChoose }: { id: string; others: any[]; onChoose: (id: string) => void }) {
  const { data: s, error } = useGet(`/api/directory/services/${id}`);
  const act = useAct();
  const address = useAct<{ lines: string[] }>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => { if (s) heading.current?.focus(); address.reset(); }, [s?.id]);
  if (!s) return <section className="pane pane--pad" aria-label={t('Service')}><Problem error={error} /></section>;
  const facts: [string, any][] = [
    [t('Phone'), s.phones.map((p: any) => <span className="row row--wrap" key={p.id}><a href={`tel:${p.number.replace(/[^+\d]/g, '')}`}>{p.number}</a>{p.extension && ` ${t('ext.')} ${p.extension}`}{p.checkedByTwo ? <span className="tag tag--fine"><Icon name="check" />{t('Checked by two on {date}', { date: day(p.checkedAt) })}</span> : <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/directory/phones/${p.id}/check`])}>{p.checkedAt ? t('I checked it too') : t('I checked this number')}</button>}</span>)],
    [t('Hours'), hoursText(s.hours)], [t('Place'), s.confidential ? <span className="row row--wrap"><span className="tag tag--protected"><Icon name="lock" />{t('The address is confidential')}</span><button className="btn btn--small btn--protected" onClick={() => address.mutate(['POST', `/api/directory/locations/${s.locationId}/address`])}>{t('Show…')}</button></span> : s.addresses.join('; ') || s.location],
    [t('Serves'), s.areas.map((a: any) => a.name).join('; ')], [t('Languages'), s.languages.map(autonym).join(', ')], [t('Interpreters'), s.interpretation],
    [t('For whom'), s.whoFor ?? (s.maximumAge !== null ? t('Ages {from} to {to}', { from: s.minimumAge ?? 0, to: s.maximumAge }) : s.minimumAge !== null ? t('{from} years and older', { from: s.minimumAge }) : null)],
    [t('Cost'), s.fees ?? (s.free ? t('Free') : null)], [t('How to begin'), s.apply], [t('To bring'), s.documents.join('; ')], [t('Wait'), s.wait], [t('Getting there'), s.gettingThere], [t('Access'), s.accessibility.join('; ')],
    [t('Email'), s.email], [t('Website'), s.website], [t('Checked'), s.checkedAt ? day(s.checkedAt) : s.assuredAt ? t('By its source on {date}', { date: s.assuredAt }) : t('Never')],
  ];
  return <section className="pane" aria-label={t('Service')}><div className="pane__head row--wrap"><h2 ref={heading} tabIndex={-1}>{s.service}</h2><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/directory/services/${s.serviceId}/check`])}>{t('All of this is right today')}</button></div>
    <div className="pane__body stack"><p>{s.organization}</p><Problem error={act.error ?? address.error} />
      <Participation it={s.participation} others={others} onChoose={onChoose} />
      {s.alert && <p className="note note--attend"><Icon name="alert" /><span>{s.alert}</span></p>}
      {s.residential && <p className="small row"><Icon name="lock" /><span>{t('People live there: timelines and the ledger will not name it.')}</span></p>}
      <p>{s.description}</p>
      <ServiceMap services={[id]} label={t('Map of the area that this service serves')} />
      {address.data && <p className="note note--protected"><Icon name="eye" /><span>{address.data.lines.join(' · ')}</span></p>}
      <dl className="facts">{facts.filter(([, v]) => v !== null && v !== undefined && v !== '' && !(Array.isArray(v) && v.length === 0)).map(([name, v]) => <div key={name} className="facts__pair"><dt>{name}</dt><dd>{v}</dd></div>)}</dl></div></section>;
}
