import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { happened } from '../happened.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { Disclosures } from './disclose.tsx';
import { Reports } from './report.tsx';
import { Papers } from './papers.tsx';
import { SealedPlace } from './place.tsx';
import { ProtectedField } from './protected.tsx';
import { Referrals } from './referrals.tsx';

const ROLES = (): Record<string, string> => ({ child: t('Child'), sibling: t('Sibling'), parent: t('Parent'), relative: t('Relative'), sponsor: t('Sponsor'), carer: t('Carer'), professional: t('Professional'), other: t('Other') });
export const roleOf = (role: string): string => ROLES()[role] ?? role;
const ageOf = (band: string): string => (band === 'unknown' ? t('age not known') : band === 'adult' ? t('adult') : t('{band} years', { band }));

/** One case: people, protected fields, tasks, timeline, referrals. */
export function CasePage({ no }: { no: string }) {
  const base = `/api/cases/${no}`;
  const { data: c, error } = useGet(base);
  const act = useAct();
  const [role, setRole] = useState('child');
  const [task, setTask] = useState({ title: '', day: '' });
  return <><PageHead title={t('Case {no}', { no })} /><Problem error={error ?? act.error} />{c && <div className="case">
    <Pane title={t('People')}><ul className="list">{c.persons.map((p: any) => <li key={p.id}><b>{roleOf(p.role)}</b> <small className="quiet">{p.ageBand && ageOf(p.ageBand)}</small></li>)}</ul><form className="pane__foot stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${base}/persons`, { role, languages: [] }]); }}><Picks name="role" label={t('Role')} options={Object.entries(ROLES())} value={role} onChange={setRole} /><button className="btn btn--small">{t('Add a person')}</button><p className="small quiet">{t('A role is enough. A name is never needed.')}</p></form></Pane>
    <div className="stack stack--wide">{c.persons.map((p: any) => <Pane key={p.id} title={roleOf(p.role)}><dl>{p.fields.map((f: any) => <ProtectedField key={f.name} path={`${base}/persons/${p.id}/fields/${f.name}`} name={f.name === 'name' ? t('Wants to be called') : t('Phone')} empty={f.state === 'empty'} />)}<SealedPlace path={`${base}/persons/${p.id}/place`} place={p.place} /><Papers path={`${base}/persons/${p.id}/documents`} papers={p.documents} /></dl></Pane>)}
      <Pane title={t('What happened')}><ol className="line">{c.timeline.map((e: any, i: number) => <li key={i}><time className="num">{dayTime(e.at)}</time><Icon name="check" /><div>{happened(e.text)} <span className="small quiet">{e.by === 'the partner' ? t('told the partner') : e.by}</span></div></li>)}</ol></Pane></div>
    <div className="stack stack--wide"><Pane title={t('Tasks')}><ul className="list">{c.tasks.map((k: any) => <li className="row apart" key={k.id}><span>{happened(k.title)} <span className="small quiet">{dayTime(k.dueAt)}</span></span>{!k.doneAt && <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/tasks/${k.id}/complete`])}>{t('Done')}</button>}</li>)}{c.tasks.length === 0 && <li>{t('No tasks. Add the next step.')}</li>}</ul>
      <form className="pane__foot stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `${base}/tasks`, { title: task.title, dueAt: new Date(`${task.day}T16:00`).toISOString() }], { onSuccess: () => setTask({ title: '', day: '' }) }); }}><Field label={t('Next step')}><input className="input" required value={task.title} onChange={(e) => setTask({ ...task, title: e.target.value })} /></Field><Field label={t('By')}><input className="input" type="date" required value={task.day} onChange={(e) => setTask({ ...task, day: e.target.value })} /></Field><button className="btn btn--small">{t('Add a task')}</button></form></Pane>
      <Referrals base={base} c={c} /><Disclosures base={base} c={c} /><Reports base={base} c={c} /></div></div>}</>;
}
