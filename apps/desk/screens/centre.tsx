import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';

/** What staff may speak; callers of other languages reach them through interpreters. */
const SPOKEN = ['en', 'es', 'pt', 'ht', 'ar', 'fr', 'quc', 'mam', 'kek', 'cak', 'kjb', 'ixl', 'knj', 'jac', 'cac', 'agu'];
const ROLES = ['counsellor', 'interpreter', 'case_worker', 'supervisor', 'data_protection_officer', 'administrator'];
const roleName = (r: string) => ({ counsellor: t('Counsellor'), interpreter: t('Interpreter'), case_worker: t('Case worker'), supervisor: t('Supervisor'), data_protection_officer: t('Data protection officer'), administrator: t('Administrator') })[r] ?? r;
const flip = (list: string[], x: string) => (list.includes(x) ? list.filter((y) => y !== x) : [...list, x]);

export function Staff() {
  const { data, error } = useGet('/api/staff');
  const act = useAct();
  const [form, setForm] = useState({ deskName: '', roles: ['counsellor'], languages: ['en'] });
  const [link, setLink] = useState<string | null>(null);
  const shown = { onSuccess: (r: any) => setLink(r.link) };
  return <><PageHead title={t('Staff')} /><Problem error={error ?? act.error} />
    {link && <div className="note note--protected" role="status"><Icon name="key" /><div className="grow"><b>{t('Hand over this link. It works once and is shown only now.')}</b><code className="code">{link}</code></div></div>}
    <div className="now"><Pane title={t('Staff')}><ul className="list">{data?.staff.map((s: any) => <li className="row row--wrap apart" key={s.id}><span><b>{s.deskName}</b> <span className="small quiet">{s.roles.map(roleName).join(', ')}{s.disabled ? ` · ${t('Disabled')}` : s.enrolled ? '' : ` · ${t('Invited')}`}</span></span><span className="row"><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/staff/${s.id}/recovery-link`], shown)}>{t('New link')}</button><button className="btn btn--small" onClick={() => act.mutate(['PATCH', `/api/staff/${s.id}`, { disabled: !s.disabled }])}>{s.disabled ? t('Enable') : t('Disable')}</button></span></li>)}</ul></Pane>
      <Pane title={t('Invite')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/staff', form], shown); }}><Field label={t('Desk name')}><input className="input" required value={form.deskName} onChange={(e) => setForm({ ...form, deskName: e.target.value })} /></Field>
        <fieldset><legend className="legend">{t('Roles')}</legend><div className="picks">{ROLES.map((r) => <label className="pick" key={r}><input type="checkbox" checked={form.roles.includes(r)} onChange={() => setForm({ ...form, roles: flip(form.roles, r) })} /><span><Icon name="check" />{roleName(r)}</span></label>)}</div></fieldset>
        <fieldset><legend className="legend">{t('Languages')}</legend><div className="picks">{SPOKEN.map((l) => <label className="pick" key={l}><input type="checkbox" checked={form.languages.includes(l)} onChange={() => setForm({ ...form, languages: flip(form.languages, l) })} /><span lang={l}><Icon name="check" />{autonym(l)}</span></label>)}</div></fieldset><button className="btn btn--act">{t('Invite')}</button></form></Pane></div></>;
}
export function Mailbox() {
  const { data, error } = useGet('/api/mailbox');
  return <><PageHead title={t('Mailbox')} /><Problem error={error} /><div className="pane"><ul className="list">{data?.messages.map((m: any, i: number) => <li key={i}><b>{m.subject}</b> <span className="small quiet">{m.to} · {dayTime(m.at)} · {m.state} {m.error}</span><pre className="bytes">{m.text}</pre></li>)}{data?.messages.length === 0 && <li>{t('No messages.')}</li>}</ul></div></>;
}
