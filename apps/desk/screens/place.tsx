import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Picks, Problem, useAct, useNow } from '../kit.tsx';
import { useShown } from './shown.ts';

export const PURPOSES = (): [string, string][] => [['care-continuity', t('To carry on their care')], ['service-referral', t('To refer to a service')], ['mandated-report', t('A report the law asks for')], ['threat-to-life', t('A life is in danger')], ['legal-representation', t('For their own lawyer')]];

/** Where somebody stays: sealed when it is told, and shown once, for a short time, after a second person agreed. */
export function SealedPlace({ path, place }: { path: string; place: { state: string; askId?: string; until?: string } }) {
  const now = useNow();
  const [step, setStep] = useState<'' | 'write' | 'ask'>('');
  const [text, setText] = useState('');
  const [purpose, setPurpose] = useState('service-referral');
  const [recipient, setRecipient] = useState('');
  const [error, setError] = useState<ApiError | null>(null);
  const { value, left, show, hide } = useShown(now);
  const act = useAct();
  const name = t('Where they stay');
  const done = { onSuccess: () => { setStep(''); setText(''); setRecipient(''); } };
  const open = () => api('POST', `${path}/asks/${place.askId}/open`, {}).then((r) => { show(r.text, r.hidesInSeconds); setError(null); }).catch(setError);
  if (value !== null) return <div className="pf pf--shown"><dt>{name}</dt><dd className="pf__value" onCopy={(e) => e.preventDefault()}><Icon name="eye" />{value} <span className="small quiet num">{t('hides in {time}', { time: duration(left) })}</span></dd><dd><button className="btn btn--small btn--protected" onClick={() => { hide(); act.mutate(['GET', path.replace(/\/persons.*/, '')]); }}>{t('Hide now')}</button></dd></div>;
  if (step === 'ask') return <form className="pf pf--asked" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${path}/asks`, { purpose, recipient }], done); }}><dt>{name}</dt><dd className="stack"><p><b>{t('Why, and who gets it?')}</b> <span className="small quiet">{t('A second person decides, and does not see it. It opens once, for 30 minutes at most.')}</span></p>
    <Picks name={`${path}/why`} label={t('Why do you need it?')} options={PURPOSES()} value={purpose} onChange={setPurpose} />
    <Field label={t('Who gets it')}><input className="input" required maxLength={200} autoComplete="off" value={recipient} onChange={(e) => setRecipient(e.target.value)} /></Field><Problem error={act.error} />
    <div className="row"><button className="btn btn--small btn--act">{t('Ask a second person')}</button><button type="button" className="btn btn--small btn--plain" onClick={() => setStep('')}>{t('Cancel')}</button></div></dd></form>;
  if (step === 'write') return <form className="pf pf--asked" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', path, { text }], done); }}><dt>{name}</dt><dd className="stack"><p className="small quiet">{t('Only what they told you. Once sealed, it takes two people to read it, you too.')}</p>
    <Field label={t('Where they stay')}><textarea className="input" required rows={2} maxLength={1000} autoComplete="off" value={text} onChange={(e) => setText(e.target.value)} /></Field><Problem error={act.error} />
    <div className="row"><button className="btn btn--small btn--act">{t('Seal it')}</button><button type="button" className="btn btn--small btn--plain" onClick={() => { setText(''); setStep(''); }}>{t('Cancel')}</button></div></dd></form>;
  if (place.state === 'empty') return <div className="pf"><dt>{name}</dt><dd className="quiet">{t('Not written')}</dd><dd><button className="btn btn--small btn--protected" onClick={() => setStep('write')}>{t('Write and seal…')}</button></dd></div>;
  const rest = place.until === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(place.until) - now) / 1000));
  return <div className="pf pf--sealed"><dt>{name}</dt><dd className="stack"><span className="row row--wrap"><span className="pf__seal"><Icon name="seal" /><span>{t('Sealed')}</span></span> <span className="small quiet">{
    place.state === 'asked' ? t('Asked. A second person decides.') : place.state === 'agreed' ? t('A second person agreed. Opens once, within {time}.', { time: duration(rest) }) : t('two people, one recipient, 30 minutes')}</span></span><Problem error={error} /></dd>
    <dd className="row">{place.state === 'agreed' && rest > 0 ? <button className="btn btn--small btn--act" onClick={open}>{t('Open once')}</button> : place.state !== 'asked' && <button className="btn btn--small btn--protected" onClick={() => setStep('ask')}>{t('Ask to open…')}</button>}<button className="btn btn--small btn--plain" onClick={() => setStep('write')}>{t('Write anew…')}</button></dd></div>;
}
