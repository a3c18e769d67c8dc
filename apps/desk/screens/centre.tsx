import { useState } from 'react';
import { clockTime, dayTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';

const ROLES = ['counsellor', 'interpreter', 'case_worker', 'supervisor', 'data_protection_officer', 'administrator'];
const roleName = (r: string) => ({ counsellor: t('Counsellor'), interpreter: t('Interpreter'), case_worker: t('Case worker'), supervisor: t('Supervisor'), data_protection_officer: t('Data protection officer'), administrator: t('Administrator') })[r] ?? r;
const flip = (list: string[], x: string) => (list.includes(x) ? list.filter((y) => y !== x) : [...list, x]);

export function Wallboard() {
  const { data: w, error } = useGet('/api/wallboard');
  const tiles: [string, string | number][] = [[t('Waiting'), w?.totals.waiting ?? '–'], [t('Longest wait'), w ? duration(w.totals.longestSeconds ?? 0) : '–'], [t('Answered in 20 s'), w?.totals.answered20Percent != null ? `${w.totals.answered20Percent}%` : '–'], [t('Talking'), w?.totals.talking ?? '–'], [t('Wrap-up'), w?.totals.wrapUp ?? '–'], [t('Available'), w?.totals.available ?? '–'], [t('Gave up waiting'), w?.totals.abandonedToday ?? '–']];
  return <><PageHead title={t('Wallboard')}>{w && <span className="small quiet num">{t('As of {time}', { time: clockTime(w.asOf) })}</span>}</PageHead><Problem error={error} /><dl className="pane tiles">{tiles.map(([k, v]) => <div className="tile" key={k}><dt>{k}</dt><dd className="num">{v}</dd></div>)}</dl>
    <div className="wall"><Pane title={t('Waiting by language')}><table className="table"><thead><tr><th scope="col">{t('Language')}</th><th scope="col" className="r">{t('Waiting')}</th><th scope="col" className="r">{t('Longest wait')}</th><th scope="col" className="r">{t('Ready')}</th></tr></thead><tbody>{w?.waiting.map((r: any) => <tr key={r.language + r.channel}><th scope="row">{autonym(r.language)}</th><td className="r">{r.count}</td><td className="r">{duration(r.longestSeconds)}</td><td className="r">{r.ready}</td></tr>)}</tbody></table>{w?.waiting.length === 0 && <p className="pane__body">{t('Nobody waits.')}</p>}</Pane>
      <Pane title={t('Contacts each half hour')}><table className="table"><tbody>{w?.halfHours.map((h: any) => <tr key={h.at}><th scope="row" className="num">{clockTime(h.at)}</th><td className="r">{h.offered}</td></tr>)}</tbody></table></Pane></div></>;
}
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
        <fieldset><legend className="legend">{t('Languages')}</legend><div className="picks">{['en', 'es'].map((l) => <label className="pick" key={l}><input type="checkbox" checked={form.languages.includes(l)} onChange={() => setForm({ ...form, languages: flip(form.languages, l) })} /><span lang={l}><Icon name="check" />{autonym(l)}</span></label>)}</div></fieldset><button className="btn btn--act">{t('Invite')}</button></form></Pane></div></>;
}
export function Mailbox() {
  const { data, error } = useGet('/api/mailbox');
  return <><PageHead title={t('Mailbox')} /><Problem error={error} /><div className="pane"><ul className="list">{data?.messages.map((m: any, i: number) => <li key={i}><b>{m.subject}</b> <span className="small quiet">{m.to} · {dayTime(m.at)} · {m.state} {m.error}</span><pre className="bytes">{m.text}</pre></li>)}{data?.messages.length === 0 && <li>{t('No messages.')}</li>}</ul></div></>;
}
export function Log() {
  const { data, error } = useGet('/api/log');
  return <><PageHead title={t('Log')} /><Problem error={error} /><div className="pane scroll" tabIndex={0}><table className="table"><thead><tr>{['#', t('When'), t('Who'), t('What'), t('Subject'), t('Outcome')].map((h) => <th scope="col" key={h}>{h}</th>)}</tr></thead><tbody>{data?.entries.map((e: any) => <tr key={e.seq}><td className="num">{e.seq}</td><td className="num">{dayTime(e.at)}</td><td>{String(e.actor)}</td><td>{e.action}</td><td>{e.subject}</td><td>{e.outcome}</td></tr>)}</tbody></table></div></>;
}
