import { useState } from 'react';
import { t } from '../i18n.ts';
import { Field, Icon, Picks, Problem, useAct, useGet } from '../kit.tsx';

/** Guidance that anybody may have: it says nothing of anybody, and asks nothing about papers. */
const FOUND = () => [
  t('Is the child hurt or in danger now? Then the emergency services of the place come first.'),
  t('Stay with the child, in sight, in a warm and quiet place. Give water, food and a blanket.'),
  t('Speak simply. Ask which language they like best; another child does not interpret.'),
  t('Do not ask about papers, or how they came. Do not take pictures of them.'),
  t('Keep brothers and sisters together. Let them keep their telephone and their things.'),
  t('The child may speak with us now, alone if they wish: give them this line. We have interpreters.'),
  t('Child protection of the place looks after a child who has nobody. Tell them where the child is; do not tell us.'),
];

/** While a caller says to be an officer or official: what to say, and the three things that can be done for them. Nothing kept opens meanwhile. */
export function OfficialCall({ id }: { id: string }) {
  const [officialId, setOfficialId] = useState('');
  const [done, setDone] = useState('');
  const [need, setNeed] = useState<{ text: string; danger: string } | null>(null);
  const officials = useGet('/api/officials').data?.officials.filter((o: any) => o.checked) ?? [];
  const act = useAct();
  const press = (path: string, body: object, said: string) => act.mutate(['POST', `/api/contacts/${id}/official${path}`, body], { onSuccess: () => setDone(said) });
  return <div className="part stack"><h3>{t('Says to be an officer or official')}</h3>
    <div className="note note--attend"><Icon name="info" /><div className="stack"><p><b>{t('We cannot say whether we know anybody. We can carry a message.')}</b></p>
      <p className="small">{t('Say this to everybody, whatever they show or threaten. Papers from a court go to counsel: ask them to send it to the centre.')}</p>
      <p className="small">{t('In this conversation no case opens and no words are made or taken.')}</p></div></div>
    <details className="note"><summary>{t('They found a child alone: what to tell them')}</summary><ul className="ticks small">{FOUND().map((one) => <li key={one}>{one}</li>)}</ul></details>
    <p className="small">{t('Write what they say in the notes, in their words. Then hand it on:')}</p>
    <div className="row row--wrap"><button className="btn btn--small" onClick={() => press('/carry', { what: 'message' }, t('A supervisor has it as a task. Promise nothing about an answer.'))}>{t('A message to carry')}</button>
      <button className="btn btn--small" aria-expanded={need !== null} onClick={() => setNeed(need ? null : { text: '', danger: '' })}>{t('The need of a child')}</button></div>
    {need && <form className="stack" onSubmit={(e) => { e.preventDefault(); press('/need', { text: need.text.trim(), danger: need.danger === 'yes' }, t('It waits in the line, and a counsellor takes it. Promise nothing about an answer.')); setNeed(null); }}>
      <Field label={t('What the child needs, in the words of whoever calls')}><textarea className="input" rows={3} required maxLength={4000} value={need.text} onChange={(e) => setNeed({ ...need, text: e.target.value })} /></Field>
      <div className="ask"><span>{t('Is the child in danger now?')}</span><Picks name="need-danger" label={t('Is the child in danger now?')} options={[['yes', t('Yes')], ['no', t('No')]]} value={need.danger} onChange={(danger) => setNeed({ ...need, danger })} /></div>
      <p className="small quiet">{t('Leave out papers and status. With danger now it stands further forward in the line.')}</p>
      <div><button className="btn btn--small btn--act" disabled={need.text.trim() === '' || need.danger === ''}>{t('Put it in the line')}</button></div></form>}
    {officials.length === 0 ? <p className="small quiet">{t('No number was checked by two people lately.')}</p> : <form className="stack" onSubmit={(e) => { e.preventDefault(); press('/call-back', { officialId }, t('The centre calls this number. It waits in the line as every callback.')); }}>
      <Field label={t('Call back at a number of ours')}><select className="input" required value={officialId} onChange={(e) => setOfficialId(e.target.value)}><option value="">{t('Choose')}</option>{officials.map((o: any) => <option key={o.id} value={o.id}>{o.name} · {o.number}</option>)}</select></Field>
      <button className="btn btn--small btn--act">{t('Let the centre call back')}</button></form>}
    <p className="small" role="status">{done}</p><Problem error={act.error} />
    <button className="btn btn--small" onClick={() => press('', { on: false }, '')}>{t('It was noted by mistake: take it back')}</button></div>;
}

/** Whom this call back calls: a number of the list that two people checked. */
export function CallsOfficial({ id }: { id: string }) {
  const official = useGet('/api/officials').data?.officials.find((o: any) => o.id === id);
  return official ? <p className="note note--act">{t('We call {name}, at the number that two people checked. Give only what a disclosure allows.', { name: official.name })}</p> : null;
}
