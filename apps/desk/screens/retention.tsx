import { dayTime } from '../../ui/time.ts';
import { language, t } from '../i18n.ts';
import { Icon, PageHead, Problem, useGet } from '../kit.tsx';

interface Words { what: string; from: string; why: string; happens: string }
interface Class { id: string; days: number | null; by: 'sweep' | 'own' | 'kept'; en: Words; es: Words; due: number; held: number; erased: number; last: { day: string; erased: number }[] }

/** A length that people say: years where it is whole years. */
const long = (days: number): string => (days >= 365 ? t('{count} years', { count: Math.round(days / 365.25) }) : days === 1 ? t('1 day') : t('{count} days', { count: days }));
const day = (iso: string): string => new Date(`${iso}T12:00:00Z`).toLocaleDateString(language, { day: 'numeric', month: 'short', year: 'numeric' });

/** The table of how long: each class, what is due, what was erased when, and what a hold keeps. Numbers only. */
export function HowLong() {
  const { data, error } = useGet<{ sweptAt: string | null; classes: Class[] }>('/api/retention');
  return <><PageHead title={t('How long')}><span className="small quiet">{data && (data.sweptAt ? t('Looked through every day; last {time}', { time: dayTime(data.sweptAt) }) : t('Looked through every day; not yet'))}</span></PageHead><Problem error={error} />
    {data && <section className="pane" aria-label={t('What is kept, and how long')}><div className="scroll" tabIndex={0} role="group" aria-label={t('What is kept, and how long')}><table className="table table--fold"><thead><tr><th scope="col">{t('What')}</th><th scope="col">{t('How long')}</th><th scope="col">{t('What happens then')}</th><th scope="col">{t('Now')}</th><th scope="col">{t('Erased in a year')}</th></tr></thead>
      <tbody>{data.classes.map((c) => <Row key={c.id} of={c} words={language === 'es' ? c.es : c.en} />)}</tbody></table></div></section>}</>;
}

function Row({ of: c, words }: { of: Class; words: Words }) {
  return <tr><th scope="row">{words.what}<br /><span className="small quiet">{words.why}</span></th>
    <td>{c.days !== null ? <b className="num nowrap">{long(c.days)}</b> : c.by === 'kept' ? <b>{t('Kept')}</b> : null}{c.days !== null && <br />}{words.from && <span className="small quiet">{t('after: {from}', { from: words.from })}</span>}</td>
    <td className="small">{words.happens}</td>
    <td>{(c.by === 'sweep' || c.id === 'recording') && <span className={`tag ${c.due > 0 ? 'tag--attend' : 'tag--fine'}`}><Icon name={c.due > 0 ? 'clock' : 'check'} />{c.due > 0 ? t('Due: {count}', { count: c.due }) : t('Nothing due')}</span>}{c.held > 0 && <> <span className="tag tag--act"><Icon name="scale" />{t('Held: {count}', { count: c.held })}</span></>}</td>
    <td>{c.by !== 'kept' && c.erased > 0 && <><b className="num">{c.erased}</b><br /><span className="small quiet">{c.last.map((run) => `${day(run.day)}: ${run.erased}`).join(' · ')}</span></>}</td></tr>;
}
