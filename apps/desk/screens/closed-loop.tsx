import { useState } from 'react';
import { t } from '../i18n.ts';
import { Field, PageHead, Problem, useGet } from '../kit.tsx';

const daysAgo = (n: number): string => new Date(Date.now() - n * 86_400_000).toISOString().slice(0, 10);
const COLUMNS = (): [string, string, string][] => [
  ['sent', t('Sent'), t('Referrals that were sent in these days. What follows is what became of them until now.')], ['inTime', t('Answered in time'), t('Accepted, declined or put on a waiting list by the deadline of the service.')], ['late', t('Answered late'), t('The same, after the deadline.')],
  ['unanswered', t('Not answered'), t('No answer yet, or taken back or run out before one.')], ['accepted', t('Accepted'), t('The first answer was yes.')], ['declined', t('Declined'), t('The first answer was no.')], ['waitlisted', t('Waiting list'), t('The first answer was a waiting list.')],
  ['reported', t('Reported'), t('The service, or somebody on the telephone, said how it ended.')], ['helped', t('They helped'), ''], ['partly_helped', t('They helped in part'), ''], ['not_reached', t('They could not reach them'), ''], ['no_longer_wanted', t('It is no longer wanted'), ''], ['could_not_help', t('They could not help'), ''],
];

/** The closed loop of referrals in figures, for supervisors. */
export function ClosedLoop() {
  const [period, setPeriod] = useState({ from: daysAgo(90), to: daysAgo(0) });
  const { data, error } = useGet(`/api/reports/referrals?from=${period.from}&to=${period.to}`, period.from !== '' && period.to !== '');
  const rows: [string, string][] = [['now', t('At once')], ['today', t('Today')], ['week', t('This week')], ['all', t('All')]];
  const cell = (v: number | null | undefined): string => (v === undefined ? '' : v === null ? t('not shown') : String(v));
  return <><PageHead title={t('What became of referrals')} /><form className="row row--wrap period" onSubmit={(e) => e.preventDefault()}><Field label={t('From')}><input className="input" type="date" required value={period.from} onChange={(e) => setPeriod({ ...period, from: e.target.value })} /></Field><Field label={t('To')}><input className="input" type="date" required value={period.to} onChange={(e) => setPeriod({ ...period, to: e.target.value })} /></Field>
    {data && <a className="btn" download={`referrals-${data.from}-${data.to}.csv`} href={`data:text/csv;charset=utf-8,${encodeURIComponent(data.csv)}`}>{t('Save as a table (CSV)')}</a>}</form><Problem error={error} />
    <div className="pad"><section className="pane scroll" aria-label={t('What became of referrals')} tabIndex={0}><table className="table"><thead><tr><th scope="col">{t('Figure')}</th>{rows.map(([key, name]) => <th scope="col" className="r" key={key}>{name}</th>)}<th scope="col">{t('What it means')}</th></tr></thead>
      <tbody>{COLUMNS().map(([key, name, meaning]) => <tr key={key}><th scope="row">{name}</th>{rows.map(([row]) => <td className="r" key={row}>{cell(data?.rows[row]?.[key])}</td>)}<td className="small quiet">{meaning}</td></tr>)}</tbody></table></section></div>
    <p className="small quiet pad">{t('A figure from 1 to 10 is not shown, nor one by which it could be worked out. Days are counted by UTC.')}</p></>;
}
