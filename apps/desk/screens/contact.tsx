import { useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { api, ApiError } from '../../ui/api.ts';
import { Autosave } from '../../ui/autosave.ts';
import { clockTime, duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Icon, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';
import { Chat } from './chat.tsx';
import { Danger } from './danger.tsx';
import { CallsOfficial, OfficialCall } from './official.tsx';
import { taxonomyOf, type Taxonomy } from '../taxonomy.ts';

interface Form { callerRole?: string; aboutRole?: string; reasons: string[]; safety: Record<string, string>; notes: { at: number; text: string }[]; draftNote?: string; wish?: string; agreed?: string }
const EMPTY: Form = { reasons: [], safety: {}, notes: [] };

/** The record of one contact, kept on the server while it is written. */
export function Contact({ id }: { id: string }) {
  const path = `/api/contacts/${id}`;
  const { data: c, error } = useGet(path);
  if (error?.status === 404) return <><h1>{t('Contact')}</h1><p className="note" role="status">{t('It is not with you any more: it ended, went to somebody else, or nobody answered. What you wrote is kept.')}</p></>;
  if (!c) return <><h1 className="unseen">{t('Contact')}</h1><Problem error={error} /></>;
  return <Record key={id} id={id} c={c} />;
}

function Record({ id, c }: { id: string; c: any }) {
  const taxonomy: Taxonomy = useMemo(() => taxonomyOf(c.taxonomy), [c.taxonomy]);
  const [form, setForm] = useState<Form>({ ...EMPTY, ...c.form });
  const [saved, setSaved] = useState<string | null>(c.savedAt ?? null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [part, setPart] = useState('notes');
  const revision = useRef<number>(c.revision ?? 0);
  const note = useRef<HTMLTextAreaElement>(null);
  const act = useAct();
  const go = useNavigate();
  const [words, setWords] = useState<string[] | null>(null);
  const queue = useMemo(() => new Autosave<Form>(async (value) => {
    try {
      const r = await api('PUT', `/api/contacts/${id}/draft`, { revision: revision.current, form: value });
      revision.current = r.revision; setSaved(r.savedAt); setProblem(null);
    } catch (e) {
      // Another window of the same person wrote: take its revision, and save ours on top.
      if (e instanceof ApiError && e.code === 'DraftMoved') revision.current = (await api('GET', `/api/contacts/${id}`)).revision;
      throw e;
    }
  }, (e) => setProblem(e instanceof ApiError && e.code !== 'DraftMoved' ? e : null)), [id]);
  useEffect(() => {
    // Before the page goes and before its telephone hangs up: what is typed is still ours to save then.
    const leave = () => void queue.flush();
    addEventListener('beforeunload', leave);
    addEventListener('pagehide', leave);
    return () => { removeEventListener('beforeunload', leave); removeEventListener('pagehide', leave); leave(); };
  }, [queue]);
  useEffect(() => { const key = (e: KeyboardEvent) => { if (e.ctrlKey && e.key === '.') { e.preventDefault(); note.current?.focus(); } }; addEventListener('keydown', key); return () => removeEventListener('keydown', key); }, []);
  const set = (change: Partial<Form>) => setForm((old) => { const next = { ...old, ...change }; queue.change(next); return next; });
  const addNote = () => { const text = form.draftNote?.trim(); if (text) set({ notes: [...form.notes, { at: c.answeredAt ? Math.max(0, Math.floor((Date.now() - Date.parse(c.answeredAt)) / 1000)) : 0, text }], draftNote: '' }); };
  const reason = (code: string) => set({ reasons: form.reasons.includes(code) ? form.reasons.filter((r) => r !== code) : [...form.reasons, code].slice(-3) });
  const open = (name: string) => (part === name ? 'pane--open' : '');
  return <><h1 className="unseen">{t('Contact')} {c.number}</h1>
    <nav className="tabs" aria-label={t('Parts of this contact')}>{([['notes', t('Notes')], ['form', t('Form')], ['help', t('Help')]] as const).map(([k, text]) => <a key={k} href={`#${k}`} aria-current={part === k ? 'true' : undefined} onClick={(e) => { e.preventDefault(); setPart(k); }}>{text}</a>)}</nav>
    <div className="contact">
      <Pane className={open('notes')} title={t('Notes')} end={<span className="small quiet row" role="status">{saved && <><Icon name="check" />{t('Saved {time}', { time: clockTime(saved) })}</>}</span>}>
        {c.returningOf && <p className="note note--act">{t('They came back with their words. Before: {number}', { number: c.returningOf })}</p>}
        {c.callsOfficial && <CallsOfficial id={c.callsOfficial} />}
        {c.handedOn && <p className="note note--act"><Icon name="info" /><span><b>{t('An official told us of a child’s need. Nobody is on the line.')}</b> {t('What they said is the first note. Start a case, call who can help, and refer. Nothing goes back to the official.')}</span></p>}
        {c.onlyWrites && <p className="note note--act">{t('They hear you and can only write. Speak, or answer in the text below.')}</p>}
        {c.text && <Chat id={id} open={c.state === 'talking'} />}
        <Problem error={problem} />
        <ol className="notes">{form.notes.map((n, i) => <li key={i}><time className="num">{duration(n.at)}</time><span>{n.text}</span></li>)}</ol>
        <div className="write"><div className="field"><label className="row apart" htmlFor="w">{t('Write what they say, in their words')} <kbd>Ctrl .</kbd></label><textarea ref={note} className="input" id="w" rows={3} value={form.draftNote ?? ''} onChange={(e) => set({ draftNote: e.target.value })} onKeyDown={(e) => { if (e.key === 'Enter' && !e.shiftKey) { e.preventDefault(); addNote(); } }} /><p className="small quiet">{t('Enter adds it. Leave out papers, status and addresses.')}</p></div></div></Pane>
      <Pane className={open('form')} title={t('This contact')}>
        <div className="part reasons"><div><span className="label">{t('Caller')}</span><Picks name="who" label={t('Caller')} options={taxonomy.roles} value={form.callerRole} onChange={(callerRole) => set({ callerRole })} /></div><div><span className="label">{t('About')}</span><Picks name="about" label={t('About')} options={taxonomy.about} value={form.aboutRole} onChange={(aboutRole) => set({ aboutRole })} /></div></div>
        <div className="part"><div className="row apart"><h3>{t('Why they reached us')}</h3><span className="small quiet">{t('{count} of 3 chosen', { count: form.reasons.length })}</span></div><div className="reasons">{taxonomy.groups.map((g) => <div key={g.label}><span className="label">{g.label}</span><div className="picks">{g.reasons.map(([code, text]) => <label className="pick" key={code}><input type="checkbox" checked={form.reasons.includes(code)} onChange={() => reason(code)} /><span><Icon name="check" />{text}</span></label>)}</div></div>)}</div></div>
        <div className="part"><h3>{t('Safety')}</h3>{taxonomy.safety.map(([q, text]) => <div className="ask" role="radiogroup" aria-label={text} key={q}><span>{text}</span><span className="seg">{([['yes', t('Yes')], ['no', t('No')], ['not_asked', t('Not asked')]] as const).map(([v, label]) => <label className={`pick ${v === 'not_asked' ? 'pick--none' : ''}`} key={v}><input type="radio" name={q} checked={(form.safety[q] ?? 'not_asked') === v} onChange={() => set({ safety: { ...form.safety, [q]: v } })} /><span>{label}</span></label>)}</span></div>)}</div>
        <div className="part stack"><div className="field"><label htmlFor="wish">{t('What they want to happen')}</label><input className="input" id="wish" value={form.wish ?? ''} onChange={(e) => set({ wish: e.target.value })} /></div><div className="field"><label htmlFor="agreed">{t('What was agreed')}</label><input className="input" id="agreed" value={form.agreed ?? ''} onChange={(e) => set({ agreed: e.target.value })} /></div></div></Pane>
      <Pane className={open('help')} title={t('Help')}>{c.officialSince ? <OfficialCall id={id} /> : <div className="part"><h3>{t('Case')}</h3>{c.caseNumber ? <button className="btn" onClick={() => void go({ to: '/cases/$no', params: { no: c.caseNumber } })}>{c.caseNumber}</button> : <><p className="small quiet">{t('None linked. The child can stay without a name.')}</p><button className="btn btn--act" onClick={() => act.mutate(['POST', `/api/contacts/${id}/case`])}>{t('Start a case')}</button></>}</div>}
        <Danger id={id} official={!!c.officialSince} />{!c.officialSince && !c.handedOn && <div className="part"><h3>{t('Words to come back with')}</h3>{words ? <p className="words">{words.map((w) => <b key={w}>{w}</b>)}</p> : <button className="btn btn--protected" onClick={() => act.mutate(['POST', `/api/contacts/${id}/code`], { onSuccess: (r) => setWords(r.words) })}><Icon name="key" />{t('Make the four words')}</button>}</div>}<Problem error={act.error} /></Pane>
    </div></>;
}
