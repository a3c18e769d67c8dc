import { useState } from 'react';
import { day, dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { ListNotice } from './directory.tsx';

/** What a row of HSDS 3 is, and the columns that people ask about, in the field's words; the others go by the standard's names. */
const TABLES = (): Record<string, string> => ({
  organization: t('Organization'), service: t('Service'), location: t('Place'), service_at_location: t('Service at a place'), phone: t('Phone'), schedule: t('Hours'), language: t('Language'), address: t('Address'), contact: t('Contact person'),
  service_area: t('Area served'), cost_option: t('Cost'), required_document: t('To bring'), accessibility: t('Access'), attribute: t('Need'), taxonomy_term: t('Term'), taxonomy: t('List of terms'), program: t('Program'), funding: t('Funding'),
});
const FIELDS = (): Record<string, string> => ({
  name: t('Name'), alternate_name: t('Other name'), description: t('Description'), status: t('State'), email: t('Email'), url: t('Website'), website: t('Website'), number: t('Number'), extension: t('ext.'), opens_at: t('Opens'), closes_at: t('Closes'), byday: t('Days'),
  fees: t('Cost'), fees_description: t('Cost'), application_process: t('How to begin'), eligibility_description: t('For whom'), wait_time: t('Wait'), interpretation_services: t('Interpreters'), minimum_age: t('Youngest age'), maximum_age: t('Oldest age'), alert: t('Notice'),
  address_1: t('Address'), city: t('City'), state_province: t('State'), postal_code: t('Postal code'), assured_date: t('Checked by its source'), code: t('Language'), transportation: t('Getting there'), extent: t('Area served'),
});
const fieldName = (field: string): string => FIELDS()[field] ?? field.replaceAll('_', ' ');
const tableName = (table: string): string => TABLES()[table] ?? table.replaceAll('_', ' ');
/** Names of weekdays, 1 Monday to 7 Sunday, in the reader's language. */
const weekday = (n: number): string => new Date(Date.UTC(2024, 0, n)).toLocaleDateString(document.documentElement.lang, { weekday: 'long', timeZone: 'UTC' });
const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const when = (s: { weekday: number | null; minute: number }): string => (s.weekday === null ? t('every day at {time}', { time: clock(s.minute) }) : t('every {day} at {time}', { day: weekday(s.weekday), time: clock(s.minute) }));

/** For those who keep the directory: where it is read from and when, what differs and waits for them, and the list of agreements. */
export function Sources() {
  const enforcement = useGet('/api/directory/enforcement');
  const imports = useGet('/api/directory/imports');
  const sources = useGet('/api/directory/sources');
  const [open, setOpen] = useState<string | null>(null);
  const act = useAct();
  const list = enforcement.data?.list;
  return <><PageHead title={t('Directory sources')} /><ListNotice list={list} /><Problem error={enforcement.error ?? imports.error ?? sources.error ?? act.error} />
    <Pane title={t('Sources')}><ul className="list">{sources.data?.sources.map((s: any) => <Source key={s.id} s={s} onOpen={setOpen} />)}{sources.data?.sources.length === 0 && <li>{t('There is no source yet. Add one here, or let the operator bring a file in from the command line.')}</li>}</ul><AddSource /></Pane>
    <Pane title={t('Imports')}><ul className="list">{imports.data?.imports.map((i: any) => <li key={i.id}><div className="row apart row--wrap"><span>{i.source} <span className={`tag ${i.state === 'checked' ? 'tag--attend' : 'tag--line'}`}>{t(`import ${i.state}`)}</span> <span className="small quiet">{day(i.begunAt)} · {i.begunBy === 'directory' ? t('by its schedule') : i.begunBy}</span>{i.problem && <span className="small breaks"><br />{i.problem}</span>}</span><span className="row"><button className="btn btn--small" aria-expanded={open === i.id} onClick={() => setOpen(open === i.id ? null : i.id)}>{i.state === 'checked' ? t('Look at the changes') : t('Report')}</button>{i.state === 'applied' && <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/directory/imports/${i.id}/undo`])}>{t('Undo all of it')}</button>}</span></div>{open === i.id && <Report id={i.id} />}</li>)}{imports.data?.imports.length === 0 && <li>{t('Nothing was imported yet.')}</li>}</ul></Pane>
    <Agreements enforcement={enforcement.data} /></>;
}

/** One source: when it is read, and loudly what could not be read. */
function Source({ s, onOpen }: { s: any; onOpen: (id: string) => void }) {
  const [edit, setEdit] = useState<{ day: string; time: string } | null>(null);
  const act = useAct();
  const save = (schedule: unknown): void => act.mutate(['PUT', `/api/directory/sources/${s.id}/schedule`, { schedule }], { onSuccess: () => setEdit(null) });
  const begin = (): void => setEdit({ day: s.schedule?.weekday === undefined ? '1' : String(s.schedule.weekday ?? 'all'), time: clock(s.schedule?.minute ?? 180) });
  return <li className="stack"><Problem error={act.error} />
    <div className="row apart row--wrap"><span><b>{s.name}</b> <span className="small breaks">{s.address}</span><br />
      <span className="small quiet">{s.schedule ? `${t('Read {when}', { when: when(s.schedule) })}${s.nextAt ? ` · ${t('next on {time}', { time: dayTime(s.nextAt) })}` : ''}` : t('Read by hand alone')}{s.readAt && ` · ${t('last read on {time}', { time: dayTime(s.readAt) })}`}{s.appliedAt && ` · ${t('last applied on {time}', { time: dayTime(s.appliedAt) })}`}</span></span>
      <span className="row row--wrap">{s.waiting && <button className="btn btn--small btn--act" onClick={() => onOpen(s.waiting)}>{t('Look at the changes')}</button>}<button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/directory/sources/${s.id}/read`])}>{t('Read it now')}</button><button className="btn btn--small" aria-expanded={edit !== null} onClick={() => (edit ? setEdit(null) : begin())}>{t('When…')}</button></span></div>
    {s.failure && <p className={`note ${s.failure.shown ? 'note--danger' : 'note--attend'}`} role="status"><Icon name="alert" /><span className="breaks"><strong>{t('It could not be read on {time} ({times} times).', { time: dayTime(s.failure.at), times: s.failure.times })}</strong> {s.failure.message} {t('The directory is as it was.')} {s.failure.shown ? '' : t('It is tried again by itself.')}</span></p>}
    {edit && <form className="row row--wrap period" onSubmit={(e) => { e.preventDefault(); const [h, m] = edit.time.split(':').map(Number); save({ weekday: edit.day === 'all' ? null : Number(edit.day), minute: h! * 60 + m! }); }}>
      <Field label={t('Day')}><select className="input" value={edit.day} onChange={(e) => setEdit({ ...edit, day: e.target.value })}><option value="all">{t('Every day')}</option>{[1, 2, 3, 4, 5, 6, 7].map((n) => <option key={n} value={n}>{weekday(n)}</option>)}</select></Field>
      <Field label={t('Hour, where the centre is')}><input className="input" type="time" required value={edit.time} onChange={(e) => setEdit({ ...edit, time: e.target.value })} /></Field>
      <button className="btn">{t('Save')}</button>{s.schedule && <button type="button" className="btn btn--plain" onClick={() => save(null)}>{t('By hand alone')}</button>}</form>}</li>;
}
function AddSource() {
  const [form, setForm] = useState({ name: '', address: '' });
  const act = useAct();
  return <form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/directory/sources', form], { onSuccess: () => setForm({ name: '', address: '' }) }); }}>
    <Problem error={act.error} />
    <Field label={t('Name of a new source')}><input className="input" required maxLength={120} autoComplete="off" value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} /></Field>
    <Field label={t('Address of an HSDS 3 API, or of a datapackage.json')}><input className="input" type="url" required placeholder="https://" autoComplete="off" value={form.address} onChange={(e) => setForm({ ...form, address: e.target.value })} /></Field>
    <div><button className="btn">{t('Add the source')}</button></div></form>;
}

/** The report of a reading: what is wrong in the source, and, while it waits, each change to approve or refuse. */
function Report({ id }: { id: string }) {
  const { data, error } = useGet(`/api/directory/imports/${id}`);
  const [shownUpTo, setShownUpTo] = useState(1);
  const act = useAct();
  if (!data) return <Problem error={error} />;
  const c = data.counts;
  const waits = data.state === 'checked';
  const apply = (body: { rest: string; despiteDrop?: boolean }): void => act.mutate(['POST', `/api/directory/imports/${id}/apply`, body]);
  const drop = act.error?.code === 'LargeDrop';
  return <div className="stack pad"><p>{t('{new} new, {changed} changed, {gone} gone, {same} the same; {rejected} rows refused, {notes} notes.', c)} {c.refused > 0 && t('{count} rows were left out.', { count: c.refused })}</p>
    {data.drop.large && waits && <p className="note note--danger" role="alert"><Icon name="alert" /><span><strong>{t('{going} of the {before} services of this source would go.', data.drop)}</strong> {t('That is more likely a broken source than a true change. Ask the source before you apply it.')}</span></p>}
    {data.problems.length > 0 && <div className="scroll"><table className="table"><thead><tr><th>{t('File')}</th><th>{t('Line')}</th><th>{t('What is wrong')}</th><th>{t('What to do')}</th></tr></thead><tbody>{data.problems.slice(0, 100).map((p: any, n: number) => <tr key={n}><td>{p.file}</td><td>{p.line ?? ''}</td><td>{p.severity === 'rejected' && <span className="tag tag--attend">{t('Refused')}</span>} {p.message}</td><td>{p.action}</td></tr>)}</tbody></table></div>}
    <Problem error={act.error} />
    {waits && <div className="row row--wrap"><span role="status">{t('{approved} approved, {refused} refused, {open} not decided', data.decided)}</span>
      {data.decided.approved > 0 && <button className="btn btn--act" onClick={() => apply({ rest: 'leave' })}>{t('Apply what is approved')}</button>}
      {data.decided.open > 0 && <button className="btn" onClick={() => apply({ rest: 'approve' })}>{data.decided.approved + data.decided.refused > 0 ? t('Approve all the others and apply') : t('Approve all of it and apply')}</button>}
      {drop && <button className="btn btn--danger" onClick={() => apply({ ...(act.variables?.[2] as { rest: string }), despiteDrop: true })}>{t('I asked the source: apply it all the same')}</button>}
      <button className="btn btn--plain" onClick={() => act.mutate(['POST', `/api/directory/imports/${id}/discard`])}>{t('Refuse all of it')}</button></div>}
    <ul className="list changes">{Array.from({ length: shownUpTo }, (_, n) => <Changes key={n} id={id} offset={n * 100} waits={waits} />)}</ul>
    {data.decided.all > shownUpTo * 100 && <div><button className="btn btn--small" onClick={() => setShownUpTo(shownUpTo + 1)}>{t('Show 100 more of {count}', { count: data.decided.all })}</button></div>}</div>;
}
function Changes({ id, offset, waits }: { id: string; offset: number; waits: boolean }) {
  const { data } = useGet(`/api/directory/imports/${id}/changes?offset=${offset}`);
  const act = useAct();
  const decide = (one: any, decision: string | null): void => act.mutate(['POST', `/api/directory/imports/${id}/decide`, { change: { table: one.table, id: one.id }, decision }]);
  return <>{act.error && <li><Problem error={act.error} /></li>}{data?.changes.map((one: any) => <li key={one.table + one.id} className="stack"><div className="row apart row--wrap">
    <span><span className={`tag ${one.change === 'gone' ? 'tag--danger' : one.change === 'new' ? 'tag--fine' : one.change === 'refused' ? 'tag--line' : 'tag--attend'}`}>{one.change === 'refused' ? t('left out') : t(`import ${one.change}`)}</span> <b>{one.name || tableName(one.table)}</b> <span className="small quiet">{tableName(one.table)}{one.organization && ` · ${one.organization}`}</span></span>
    {waits && <span className="row row--wrap">{one.decision && <span className={`tag ${one.decision === 'approved' ? 'tag--fine' : 'tag--line'}`}><Icon name={one.decision === 'approved' ? 'check' : 'alert'} />{one.decision === 'approved' ? t('approved') : t('refused on {date} by {name}', { date: day(one.decidedAt), name: one.decidedBy })}</span>}
      {one.decision !== 'approved' && <button className="btn btn--small" onClick={() => decide(one, 'approved')} aria-label={t('Approve: {name}', { name: one.name })}>{t('Approve')}</button>}
      {one.decision !== 'refused' && <button className="btn btn--small" onClick={() => decide(one, 'refused')} aria-label={t('Refuse: {name}', { name: one.name })}>{t('Refuse')}</button>}
      {one.decision && <button className="btn btn--small btn--plain" onClick={() => decide(one, null)} aria-label={t('Take back: {name}', { name: one.name })}>{t('Take back')}</button>}</span>}</div>
    <ul className="ticks small">{one.parts.map((p: any) => <li key={p.table + p.id}>{tableName(p.table)}{p.name && p.name !== one.name && ` ${p.name}`}{p.change !== one.change && ` (${t(`import ${p.change}`)})`}{p.change !== 'gone' && p.fields.length > 0 && <>: {p.fields.filter((f: any) => !f.field.endsWith('_id') && f.field !== 'link_entity').map((f: any, n: number) => <span key={f.field}>{n > 0 && '; '}{fieldName(f.field)}: {p.change === 'changed' && <><del>{f.before ?? '–'}</del> → </>}<ins>{f.after ?? '–'}</ins></span>)}</>}</li>)}{one.rows > one.parts.length && <li>{t('and {count} more rows', { count: one.rows - one.parts.length })}</li>}</ul></li>)}</>;
}

/** The list of agreements to take part in immigration enforcement, with its doubtful matches. */
function Agreements({ enforcement }: { enforcement: any }) {
  const [file, setFile] = useState<File | null>(null);
  const [published, setPublished] = useState('');
  const act = useAct();
  const list = enforcement?.list;
  const send = async (): Promise<void> => {
    const bytes = new Uint8Array(await file!.arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    act.mutate(['POST', '/api/directory/enforcement', { publishedOn: published, file: file!.name, base64: btoa(text) }]);
  };
  return <Pane title={t('Enforcement agreements')}><div className="pane__body stack"><Problem error={act.error} />
      {list && <p>{t('List of {date}: {agreements} agreements, {matched} matched, {review} doubtful, {unmatched} with nobody in the directory.', { date: day(list.publishedOn), agreements: list.agreements, matched: list.matched, review: list.review, unmatched: list.unmatched })}</p>}
      {list?.rejected.length > 0 && <ul className="ticks small">{list.rejected.slice(0, 20).map((r: any) => <li key={r.line}>{t('Line {line}', { line: r.line })}: {r.message}</li>)}</ul>}
      <form className="row row--wrap period" onSubmit={(e) => { e.preventDefault(); void send(); }}><Field label={t('Published list (.xlsx or .csv)')}><input className="input" type="file" accept=".xlsx,.csv" required onChange={(e) => setFile(e.target.files?.[0] ?? null)} /></Field><Field label={t('Published on')}><input className="input" type="date" required value={published} onChange={(e) => setPublished(e.target.value)} /></Field><button className="btn">{t('Bring in this list')}</button></form>
      {enforcement?.doubtful.length > 0 && <><h3>{t('Is this the same agency?')}</h3><ul className="list">{enforcement.doubtful.map((d: any) => <li className="row apart row--wrap" key={d.agreementId + d.organizationId}><span>{d.agency} <span className="small quiet">{[d.county, d.state, d.ori].filter(Boolean).join(', ')}</span><br />{d.organization}</span><span className="row"><button className="btn btn--small" onClick={() => act.mutate(['POST', '/api/directory/enforcement/decide', { agreementId: d.agreementId, organizationId: d.organizationId, same: true }])}>{t('The same')}</button><button className="btn btn--small" onClick={() => act.mutate(['POST', '/api/directory/enforcement/decide', { agreementId: d.agreementId, organizationId: d.organizationId, same: false }])}>{t('Another one')}</button></span></li>)}</ul></>}
    </div></Pane>;
}
