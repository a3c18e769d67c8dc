import { language, t } from '../i18n.ts';
import { Icon, PageHead, Pane, Problem, useGet } from '../kit.tsx';

interface Words { en: string; es: string }
interface Example { who: string; purpose: string; action: string; subject: string; facts: string }
interface Rules {
  purposes: (Words & { name: string; dpv: string | null; rules: string[] })[];
  rules: (Words & { id: string; effect: 'permit' | 'forbid'; allowed: Example[]; refused: Example[] })[];
  invariants: (Words & { id: string })[];
  tried: number;
}
const said = (words: Words): string => words[language];
const WHO: Record<string, string> = {
  counsellor: 'Counsellor', interpreter: 'Interpreter', case_worker: 'Case worker', supervisor: 'Supervisor', data_protection_officer: 'Data protection officer', administrator: 'Administrator', partner: 'Partner agency', caller: 'Caller',
};
const who = (name: string): string => name.split(' + ').map((one) => (WHO[one] ? t(WHO[one]) : t('The centre itself ({part})', { part: one }))).join(' + ');

/** The rules in force, in plain words: what each is for, and cases it allows and refuses. From the files that the server started with. */
export function RulesPage() {
  const { data, error } = useGet<Rules>('/api/rules');
  const purposes = new Map(data?.purposes.map((p) => [p.name, p]));
  return <>
    <PageHead title={t('Rules')} />
    <Problem error={error} />
    {data && <div className="stack">
      <p className="quiet">{t('These are the rules the centre runs with now. No screen, job or command goes round them; what no rule allows is refused.')}</p>
      <Pane title={t('What no rule may ever allow')} end={<span className="small quiet">{t('{count} combinations were tried at the last start', { count: data.tried })}</span>}>
        <ul className="list">{data.invariants.map((i) => <li key={i.id}><span className="row"><Icon name="shield" /><span>{said(i)}</span></span></li>)}</ul>
      </Pane>
      <Pane title={t('What something may be read or done for')} end={<span className="small quiet">{t('The list is closed.')}</span>}>
        <ul className="list">{data.purposes.map((p) => <li key={p.name}>
          <p>{said(p)}</p>
          <p className="small quiet">{p.name}{p.dpv && ` · ${p.dpv}`} · {p.rules.length === 0 ? t('No rule allows anything for this') : t('{count} rules', { count: p.rules.length })}</p>
        </li>)}</ul>
      </Pane>
      <Pane title={t('Each rule, with cases')} end={<span className="small quiet">{t('{count} rules', { count: data.rules.length })}</span>}>
        <ul className="list">{data.rules.map((r) => <li key={r.id}>
          <p>{r.effect === 'forbid' ? <span className="tag tag--attend">{t('Forbids')}</span> : <span className="tag tag--fine">{t('Allows')}</span>} {said(r)}</p>
          <details className="small"><summary>{t('{allowed} cases allowed, {refused} refused', { allowed: r.allowed.length, refused: r.refused.length })} <span className="quiet">{r.id}</span></summary>
            <Examples title={t('Allowed')} icon="check" of={r.allowed} purposes={purposes} />
            <Examples title={t('Refused')} icon="quiet" of={r.refused} purposes={purposes} />
          </details>
        </li>)}</ul>
      </Pane>
    </div>}
  </>;
}

function Examples({ title, icon, of, purposes }: { title: string; icon: string; of: Example[]; purposes: Map<string, Words> }) {
  if (of.length === 0) return null;
  return <div className="scroll" tabIndex={0} role="region" aria-label={title}>
    <table className="table"><caption className="row"><Icon name={icon} />{title}</caption>
      <thead><tr>{[t('Who'), t('What'), t('Of which is true'), t('For')].map((h) => <th scope="col" key={h}>{h}</th>)}</tr></thead>
      <tbody>{of.map((e, i) => <tr key={i}><td>{who(e.who)}</td><td className="nowrap">{e.action} <span className="quiet">{e.subject}</span></td><td>{e.facts || '–'}</td>
        <td>{purposes.has(e.purpose) ? said(purposes.get(e.purpose)!) : e.purpose}</td></tr>)}</tbody></table>
  </div>;
}
