import { Link, useNavigate } from '@tanstack/react-router';
import { dayTime } from '../../ui/time.ts';
import { happened } from '../happened.ts';
import { autonym, t } from '../i18n.ts';
import { MessagesLeft } from './recording.tsx';
import { PageHead, Problem, useAct, useGet } from '../kit.tsx';

export function Cases() {
  const { data, error } = useGet('/api/cases');
  return <><PageHead title={t('Cases')} /><Problem error={error} /><div className="pane"><ul className="list">{data?.cases.map((c: any) => <li className="row apart" key={c.number}><Link to={`/cases/${c.number}` as never}>{c.number}</Link><span className="small quiet">{t('{count} open tasks', { count: c.openTasks })} · {dayTime(c.openedAt)}</span></li>)}{data?.cases.length === 0 && <li>{t('No cases yet.')}</li>}</ul></div></>;
}
export function Tasks() {
  const { data, error } = useGet('/api/tasks');
  const act = useAct();
  return <><PageHead title={t('Tasks')} /><Problem error={error ?? act.error} /><div className="pane"><ul className="list">{data?.tasks.map((k: any) => <li className="row apart" key={k.id}><span>{happened(k.title)} {k.caseNumber && <Link to={`/cases/${k.caseNumber}` as never}>{k.caseNumber}</Link>} <span className="small quiet">{dayTime(k.dueAt)}</span></span><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/tasks/${k.id}/complete`])}>{t('Done')}</button></li>)}{data?.tasks.length === 0 && <li>{t('Nothing waits for you.')}</li>}</ul></div></>;
}
export function Callbacks() {
  const { data, error } = useGet('/api/callbacks');
  const act = useAct();
  const go = useNavigate();
  return <><PageHead title={t('Callbacks')} /><Problem error={error ?? act.error} /><div className="pane"><ul className="list">{data?.callbacks.map((k: any) => <li className="row apart" key={k.id}><span>{autonym(k.language)} <span className="small quiet">{dayTime(k.requestedAt)}{k.attempts > 0 && ` · ${t('tried {count} times', { count: k.attempts })}`} · {k.voicemail ? t('A machine may be told that we called') : t('Tell no machine anything')}</span>{k.notNow && <span className="tag tag--attend">{t('Not now')}</span>}</span><button className="btn" disabled={k.notNow !== null} title={k.notNow ?? undefined} onClick={() => act.mutate(['POST', `/api/callbacks/${k.id}/take`], { onSuccess: (r) => void go({ to: `/contact/${r.contactId}` as never }) })}>{t('Call back')}</button></li>)}{data?.callbacks.length === 0 && <li>{t('Nobody waits for a call.')}</li>}</ul></div><MessagesLeft /></>;
}
