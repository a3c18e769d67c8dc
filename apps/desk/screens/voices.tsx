import { useState } from 'react';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { LEVELS, SKILL } from './skills.tsx';

const HEARD = ['quc', 'mam', 'kek', 'cak', 'kjb', 'ixl', 'knj', 'jac', 'cac', 'agu', 'es', 'en', 'pt', 'ht', 'ar', 'fr', 'zh', 'ti'];

/** An interpreter in one press: the language is chosen already. */
export function Interpreting({ id, done }: { id: string; done: () => void }) {
  const { data } = useGet(`/api/contacts/${id}/voices`);
  const [chosen, setChosen] = useState<string | null>(null);
  const act = useAct();
  if (!data) return null;
  const language = chosen ?? data.language;
  const codes = [...new Set<string>([data.language, ...data.interpreting, ...data.lines.flatMap((l: any) => (l.kind === 'interpreter' ? l.languages : [])), ...HEARD])];
  return <Pane className="panel" title={t('Interpreter')}>
    <form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/contacts/${id}/parties`, { kind: 'interpreter', language }], { onSuccess: done }); }}>
      <Field label={t('The caller speaks')}><select className="input" value={language} onChange={(e) => setChosen(e.target.value)}>{codes.map((code) => <option key={code} value={code}>{autonym(code)}</option>)}</select></Field>
      <Problem error={act.error} />
      <div className="row"><button className="btn btn--act" autoFocus disabled={act.isPending}><Icon name="headset" />{t('Call an interpreter')}</button><button type="button" className="btn" onClick={done}>{t('Cancel')}</button></div>
      <p className="small quiet">{t('They hear the call and see nothing else. Two interpret in a chain if nobody speaks both languages.')}</p>
    </form>
  </Pane>;
}

/** Whether they speak the caller's language and how well, and what else they are good at. */
function Marks({ of, language }: { of: { languages: string[]; skills: Record<string, number> }; language: string }) {
  const level = (code: string): string => LEVELS().find(([known]) => known === String(of.skills[code] ?? 2))![1];
  return <span className="row row--wrap marks">{of.languages.includes(language) ? <span className="tag tag--fine"><Icon name="check" />{t('speaks {language}: {level}', { language: autonym(language), level: level(language) })}</span> : <span className="tag tag--line">{t('not {language}', { language: autonym(language) })}</span>}
    {Object.entries(SKILL()).map(([code, name]) => (of.skills[code] ? <span className="tag" key={code}>{name}: {level(code)}</span> : null))}</span>;
}
/** A colleague, an outside line, or back to the line of another language. */
export function BringIn({ id, done }: { id: string; done: () => void }) {
  const { data } = useGet(`/api/contacts/${id}/voices`);
  const act = useAct();
  const [language, setLanguage] = useState('');
  const ask = (body: unknown) => act.mutate(['POST', `/api/contacts/${id}/parties`, body], { onSuccess: done });
  const pass = (body: unknown) => act.mutate(['POST', `/api/contacts/${id}/transfer`, body], { onSuccess: done });
  if (!data) return null;
  return <Pane className="panel" title={t('Bring in')} end={<button className="btn btn--small" onClick={done}>{t('Close')}</button>}>
    <div className="pane__body stack">
      <Problem error={act.error} />
      <h3>{t('Colleagues')}</h3>
      <ul className="list">{data.colleagues.map((one: any) => <li className="row row--wrap apart" key={one.staffId}>
        <span><b>{one.deskName}</b> <Marks of={one} language={data.language} /> <span className="small quiet">{one.languages.filter((code: string) => code !== data.language).map(autonym).join(', ')}{one.languages.length > 1 || !one.languages.includes(data.language) ? ' · ' : ''}{one.ready ? t('ready') : t('busy')}</span></span>
        <span className="row"><button className="btn btn--small" onClick={() => ask({ kind: 'counsellor', staffId: one.staffId })}>{t('Ask them in')}</button><button className="btn btn--small" onClick={() => pass({ staffId: one.staffId })}>{t('Pass the caller on')}</button></span></li>)}
        {data.colleagues.length === 0 && <li className="quiet">{t('Nobody else is at a desk now.')}</li>}</ul>
      <h3>{t('Outside lines')}</h3>
      <ul className="list">{data.lines.map((one: any) => <li className="row row--wrap apart" key={one.id}>
        <span><b>{one.name}</b> <span className="small quiet">{one.kind === 'interpreter' ? t('Interpreter') : t('Service')} · {one.languages.map(autonym).join(', ')}</span></span>
        <button className="btn btn--small" onClick={() => ask({ kind: 'outside', lineId: one.id })}>{t('Call')}</button></li>)}
        {data.lines.length === 0 && <li className="quiet">{t('The administrator has not added any.')}</li>}</ul>
      <form className="row row--wrap" onSubmit={(e) => { e.preventDefault(); pass(language === '' ? {} : { language }); }}>
        <Field label={t('Back to the line of')}><select className="input" value={language} onChange={(e) => setLanguage(e.target.value)}><option value="">{autonym(data.language)}</option>{['en', 'es'].filter((code) => code !== data.language).map((code) => <option key={code} value={code}>{autonym(code)}</option>)}</select></Field>
        <button className="btn">{t('Pass the caller back')}</button>
      </form>
    </div>
  </Pane>;
}

/** Silent calls, pranks and machines: each is one key. */
export function NoTalk({ id, callback, done }: { id: string; callback: boolean; done: () => void }) {
  const act = useAct();
  const post = (what: string, body?: unknown, then?: () => void) => act.mutate(['POST', `/api/contacts/${id}/${what}`, body], then ? { onSuccess: then } : {});
  const ways: [string, string][] = [['silent', t('Silent to the end')], ['hang_up', t('Hung up')], ['wrong_number', t('Wrong number')], ['prank', t('Prank')], ['abuse', t('Abuse')]];
  return <Pane className="panel" title={t('No talk')} end={<button className="btn btn--small" onClick={done}>{t('Close')}</button>}>
    <div className="pane__body stack">
      <Problem error={act.error} />
      <p>{t('Nobody speaks? They may not dare. Say that they can answer with a key, and wait.')}</p>
      <div className="row row--wrap"><button className="btn btn--act" autoFocus onClick={() => post('taps')}>{t('Ask them to press a key')}</button>
        {callback && <button className="btn" onClick={() => post('machine', undefined, done)}>{t('A machine answered')}</button>}</div>
      <h3>{t('End it as')}</h3>
      <div className="row row--wrap">{ways.map(([as, name]) => <button className="btn" key={as} onClick={() => post('dispose', { as }, done)}>{name}</button>)}</div>
      <p className="row row--wrap"><button className="btn btn--small" disabled={act.isPending} onClick={() => post('block')}>{t('Propose to block this number for today')}</button> <span className="small quiet">{t('A supervisor decides. It ends at midnight, and the number is not kept.')}</span></p>
    </div>
  </Pane>;
}
