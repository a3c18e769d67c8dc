import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Icon, Picks, Problem, useAct, useNow } from '../kit.tsx';
import { useShown } from './shown.ts';

/** A protected field: masked, asked, shown for five minutes. Its value is only in this component's memory. */
export function ProtectedField({ path, name, empty }: { path: string; name: string; empty: boolean }) {
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const [purpose, setPurpose] = useState('care-continuity');
  const { value, left, show: showFor, hide } = useShown(now);
  const [draft, setDraft] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const act = useAct();
  const show = () => api('POST', `${path}/reveal`, { purpose }).then((r) => { showFor(r.value, r.hidesInSeconds); setAsking(false); setError(null); }).catch(setError);
  if (value !== null) return <div className="pf pf--shown"><dt>{name}</dt><dd className="pf__value" onCopy={(e) => e.preventDefault()}><Icon name="eye" />{value} <span className="small quiet num">{t('hides in {time}', { time: duration(left) })}</span></dd><dd><button className="btn btn--small btn--protected" onClick={hide}>{t('Hide now')}</button></dd></div>;
  if (empty) return <div className="pf"><dt>{name}</dt><dd><input className="input" autoComplete="off" aria-label={name} value={draft} onChange={(e) => setDraft(e.target.value)} /><Problem error={act.error} /></dd><dd><button className="btn btn--small btn--protected" disabled={!draft} onClick={() => act.mutate(['PUT', path, { value: draft }], { onSuccess: () => setDraft('') })}>{t('Lock it in')}</button></dd></div>;
  if (asking) return <div className="pf pf--asked"><dt>{name}</dt><dd className="stack"><p><b>{t('Why do you need it?')}</b> <span className="small quiet">{t('Written in the log before it is shown.')}</span></p><Picks name={path} label={t('Why do you need it?')} options={[['care-continuity', t('To carry on their care')], ['service-referral', t('To refer to a service')]]} value={purpose} onChange={setPurpose} /><Problem error={error} /><div className="row"><button className="btn btn--small btn--act" onClick={show}>{t('Show for 5 minutes')}</button><button className="btn btn--small btn--plain" onClick={() => setAsking(false)}>{t('Cancel')}</button></div></dd></div>;
  return <div className="pf pf--masked"><dt>{name}</dt><dd className="pf__value"><Icon name="lock" /><span className="pf__dots" aria-hidden="true">••••••</span><span className="unseen">{t('hidden')}</span></dd><dd><button className="btn btn--small btn--protected" onClick={() => setAsking(true)}>{t('Show…')}</button></dd></div>;
}
