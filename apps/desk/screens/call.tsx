import { useRef, useState } from 'react';
import { language as mine, t } from '../i18n.ts';
import { Field, Icon, Picks, Problem, useAct } from '../kit.tsx';
import { WHY } from './referrals.tsx';

export const CALL_SAID = (): Record<string, string> => ({ not_reached: t('nobody reached'), refused: t('would not hear it'), told: t('told'), accept: t('told, they take it'), waitlist: t('told, waiting list'), decline: t('told, they decline') });
const REACHED = (): [string, string][] => [['intake', t('Whoever takes referrals')], ['worker', t('A worker')], ['manager', t('Who leads it')], ['reception', t('Reception')], ['voicemail', t('A machine')], ['wrong_number', t('A wrong number')], ['nobody', t('Nobody')]];
const NOBODY = ['nobody', 'voicemail', 'wrong_number'];
const KIND = (): Record<string, [string, string]> => ({ do: ['info', t('Do')], say: ['phone', t('Say')], read: ['lock', t('Read this out, word by word')], never: ['alert', t('Never say')] });

/** A service is told by telephone: whom to call, what to say and what not, exactly what is read, and then what they said. */
export function Call({ r, onDone }: { r: any; onDone: () => void }) {
  const [language, setLanguage] = useState<string>(mine);
  const [given, setGiven] = useState({ reached: 'intake', said: 'told', why: 'full', until: '', text: '' });
  const clientId = useRef(crypto.randomUUID());
  const opened = useAct();
  const act = useAct();
  const open = (lang: string): void => { setLanguage(lang); opened.mutate(['POST', `/api/referrals/${r.number}/script`, { language: lang }]); };
  const s = opened.data;
  if (!s) return <div className="stack"><p className="small quiet">{t('The words are shown here and nowhere else. Opening them is in the log.')}</p><Picks name={`script-${r.number}`} label={t('In which language you call')} options={[['en', 'English'], ['es', 'Español']]} value={language} onChange={setLanguage} />
    <Problem error={opened.error} /><div><button className="btn btn--small btn--protected" onClick={() => open(language)}><Icon name="lock" />{t('Open the script')}</button></div></div>;
  const read = ['told', 'accept', 'waitlist', 'decline'].includes(given.said);
  const may = NOBODY.includes(given.reached) ? ['not_reached'] : given.reached === 'reception' ? ['not_reached', 'refused'] : ['told', 'accept', 'waitlist', 'decline', 'refused', 'not_reached'];
  const put = (change: Partial<typeof given>): void => setGiven({ ...given, ...change });
  const body = { clientId: clientId.current, reached: given.reached, said: given.said, text: given.text, ...(read ? { language, read: s.sha256 } : {}), ...(given.said === 'decline' ? { why: given.why } : given.said === 'waitlist' ? { until: given.until } : {}) };
  return <div className="stack"><p className="small note note--protected"><Icon name="phone" /><span><b>{s.service}, {s.organization}</b><br />{s.phones.map((p: any) => <span key={p.number}><a href={`tel:${p.number.replace(/[^+\d]/g, '')}`}>{p.number}</a>{p.extension && ` ${t('ext. {number}', { number: p.extension })}`} {p.checkedByTwo ? t('checked by two') : t('as the directory has it')} </span>)}<br />{s.hours}{s.tries > 0 && <><br />{t('Called before and not reached: {count}', { count: s.tries })}</>}</span></p>
    <ol className="script">{s.steps.map((step: any, i: number) => <li key={i} className={`script__${step.kind}`}><b className="small"><Icon name={KIND()[step.kind]![0]} />{KIND()[step.kind]![1]}</b>{step.kind === 'read' ? <pre className="bytes" tabIndex={0} aria-label={t('Read this out, word by word')} lang={language}>{step.text}</pre> : <p lang={language}>{step.text}</p>}</li>)}</ol>
    <form className="stack" aria-label={t('How the call went')} onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/referrals/${r.number}/calls`, body], { onSuccess: onDone }); }}>
      <fieldset className="plain"><legend className="legend">{t('Whom you reached')}</legend><Picks name={`reached-${r.number}`} label={t('Whom you reached')} options={REACHED()} value={given.reached} onChange={(reached) => put({ reached, said: NOBODY.includes(reached) || reached === 'reception' ? 'not_reached' : 'told' })} /></fieldset>
      <fieldset className="plain"><legend className="legend">{t('What came of it')}</legend><Picks name={`came-${r.number}`} label={t('What came of it')} options={may.map((code) => [code, CALL_SAID()[code]!] as [string, string])} value={given.said} onChange={(said) => put({ said })} /></fieldset>
      {given.said === 'decline' && <Field label={t('Why not')}><select className="input" value={given.why} onChange={(e) => put({ why: e.target.value })}>{WHY().map(([code, text]) => <option key={code} value={code}>{text}</option>)}</select></Field>}
      {given.said === 'waitlist' && <Field label={t('A place perhaps from')}><input className="input" type="date" required value={given.until} onChange={(e) => put({ until: e.target.value })} /></Field>}
      {['decline', 'waitlist'].includes(given.said) && <Field label={t('In a few words')}><input className="input" maxLength={500} value={given.text} onChange={(e) => put({ text: e.target.value })} /></Field>}
      <p className="small quiet">{read ? t('What you read is written into the ledger, byte for byte.') : t('Nothing was read, so nothing is written into the ledger.')}</p>
      <Problem error={act.error} /><div className="row row--wrap"><button className="btn btn--small btn--act">{t('Write it down')}</button><button type="button" className="btn btn--small" onClick={() => opened.reset()}>{t('Hide now')}</button></div></form></div>;
}
