import { Fragment, useState } from 'react';
import { clockTime, dayTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';

/** What staff may speak; callers of other languages reach them through interpreters. */
const SPOKEN = ['en', 'es', 'pt', 'ht', 'ar', 'fr', 'quc', 'mam', 'kek', 'cak', 'kjb', 'ixl', 'knj', 'jac', 'cac', 'agu'];
const ROLES = ['counsellor', 'interpreter', 'case_worker', 'supervisor', 'data_protection_officer', 'administrator'];
const roleName = (r: string) => ({ counsellor: t('Counsellor'), interpreter: t('Interpreter'), case_worker: t('Case worker'), supervisor: t('Supervisor'), data_protection_officer: t('Data protection officer'), administrator: t('Administrator') })[r] ?? r;
const flip = (list: string[], x: string) => (list.includes(x) ? list.filter((y) => y !== x) : [...list, x]);

/** The line and the day, live. */
export function Wallboard() {
  const { data: w, error } = useGet('/api/wallboard');
  const totals = w?.totals;
  const share = totals?.answered20Percent;
  const tiles: [string, string | number, string][] = [
    [t('Waiting'), totals?.waiting ?? '–', t('now')],
    [t('Longest wait'), totals ? duration(totals.longestSeconds ?? 0) : '–', t('now')],
    [t('Answered in 20 s'), share == null ? '–' : `${Math.round(share)}%`, t('of {count} today', { count: totals?.answeredToday ?? 0 })],
    [t('Average answer'), totals?.averageAnswerSeconds == null ? '–' : duration(totals.averageAnswerSeconds), t('today')],
    [t('Gave up waiting'), totals?.abandonedToday ?? '–', t('today')],
    [t('Talking'), totals?.talking ?? '–', t('now')],
  ];
  const people: [string, number, string][] = [
    [t('Talking or chatting'), totals?.talking ?? 0, 'talk'],
    [t('Wrap-up'), totals?.wrapUp ?? 0, 'wrap'],
    [t('Ready'), Math.max(0, (totals?.available ?? 0) - (totals?.talking ?? 0) - (totals?.wrapUp ?? 0)), 'ready'],
    [t('Break'), totals?.onBreak ?? 0, 'rest'],
  ];
  const most = Math.max(1, ...(w?.waiting ?? []).map((r: any) => r.count));
  const busiest = Math.max(1, ...(w?.halfHours ?? []).map((h: any) => h.offered));
  return <>
    <PageHead title={t('Wallboard')}>{w && <span className="small quiet num">{t('As of {time}', { time: clockTime(w.asOf) })}</span>}</PageHead>
    <Problem error={error} />
    <dl className="pane tiles">{tiles.map(([name, value, hint]) => <div className="tile" key={name}><dt>{name}</dt><dd className="num">{value}</dd><dd>{hint}</dd></div>)}</dl>
    <div className="wall">
      <Pane title={t('Waiting by language')} end={<span className="small quiet">{t('longest first')}</span>}>
        {w?.waiting.length === 0 ? <p className="pane__body">{t('Nobody waits.')}</p> : <table className="table">
          <thead><tr><th scope="col">{t('Language')}</th><th scope="col">{t('Waiting')}</th><th scope="col" className="r">{t('Longest wait')}</th><th scope="col" className="r">{t('Ready')}</th></tr></thead>
          <tbody>{[...(w?.waiting ?? [])].sort((x: any, y: any) => y.longestSeconds - x.longestSeconds).map((r: any) => <tr key={r.language + r.channel}>
            <th scope="row">{autonym(r.language)} <span className="small quiet">{r.channel === 'chat' ? t('Chat') : t('Phone')}</span></th>
            <td><Bar share={r.count / most} /> <span className="num">{r.count}</span></td>
            <td className="r num">{duration(r.longestSeconds)}</td><td className="r num">{r.ready}</td></tr>)}</tbody></table>}
      </Pane>
      <Pane title={t('{count} on shift', { count: people.reduce((sum, [, n]) => sum + n, 0) })}>
        <div className="pane__body">
          <dl className="facts facts--ends">{people.map(([name, n]) => <Fragment key={name}><dt>{name}</dt><dd className="num">{n}</dd></Fragment>)}</dl>
        </div>
      </Pane>
    </div>
    <Pane className="wall__day" title={t('Contacts each half hour')}>
      {w?.halfHours.length === 0 ? <p className="pane__body">{t('None yet today.')}</p> : <table className="table table--bars">
        <thead><tr><th scope="col">{t('From')}</th><th scope="col">{t('Came in')}</th></tr></thead>
        <tbody>{w?.halfHours.map((h: any) => <tr key={h.at}><th scope="row" className="num">{clockTime(h.at)}</th><td><Bar share={h.offered / busiest} /> <span className="num">{h.offered}</span></td></tr>)}</tbody></table>}
    </Pane>
  </>;
}
/** A share as a bar; the figure always stands beside it. */
const Bar = ({ share }: { share: number }) => <svg className="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={Math.max(1, share * 100)} height="8" rx="1" /></svg>;

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
