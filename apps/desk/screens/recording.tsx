import { useEffect, useState } from 'react';
import { ApiError } from '../../ui/api.ts';
import { dayTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';

/** What the small line of the talk bar says. */
export const recordingWord = (c: any): string => ({ asking: t('Phone · asking to record'), recording: t('Phone · recorded'), paused: t('Phone · recording paused') })[c.recording?.state as string] ?? t('Phone · not recorded');
const who = (name: string): string => (name === 'caller' ? t('the caller') : name === 'you' ? t('you') : name);

/** Under the talk bar: ask, what is asked or recorded, and Stop, which is always there. */
export function RecordingLine({ c, id }: { c: any; id: string }) {
  const act = useAct();
  const r = c.recording;
  const answer = (what: string) => act.mutate(['POST', `/api/contacts/${id}/recording/answer`, { answer: what }]);
  const names = (r?.waitsFor ?? []).map(who).join(', ');
  if (!r && !c.mayRecord) return null;
  const open = r && r.state !== 'over';
  const words = !r ? '' : r.state === 'recording' ? t('This conversation is recorded, encrypted as it is written. The caller stops it with the key 5.')
    : r.state === 'paused' ? (names ? t('Recording is paused until they agree: {names}', { names }) : t('Recording is paused while the caller is on hold or somebody is called.'))
      : r.state === 'asking' ? t('Asked, and nothing is recorded yet. An answer is missing: {names}', { names })
        : r.reason === 'refused' ? t('Not recorded: {name} said no, or did not answer.', { name: who(r.by ?? '') })
          : r.reason === 'stopped' ? t('The recording was stopped by {name}.', { name: who(r.by ?? '') })
            : r.reason === 'failed' ? t('The recording has stopped by a fault. The talk goes on.') : t('The recording has ended.');
  return <>
    <div className={`note ${r?.state === 'recording' ? 'note--protected' : r?.reason === 'failed' ? 'note--attend' : ''} row row--wrap apart`} role="group" aria-label={t('Recording')}>
      <span role="status" className="row"><Icon name={r?.state === 'recording' ? 'lock' : r?.reason === 'failed' ? 'alert' : 'mic'} />{words || t('Not recorded. You may ask the caller.')}</span>
      <span className="row">
        {open && r.waitsFor.includes('you') && <><button className="btn btn--small" onClick={() => answer('yes')}>{t('I agree')}</button><button className="btn btn--small" onClick={() => answer('no')}>{t('No')}</button></>}
        {open ? <button className="btn btn--small" onClick={() => answer('stop')}>{r.state === 'asking' ? t('Do not record') : t('Stop recording')}</button>
          : c.mayRecord && <button className="btn btn--small" disabled={act.isPending} onClick={() => act.mutate(['POST', `/api/contacts/${id}/recording`])}>{t('Ask to record')}</button>}
      </span>
    </div>
    <Problem error={act.error?.code === 'RecordingOver' ? null : act.error} />
  </>;
}

/** For somebody else on the line: they are asked, and may stop it. */
export function PartRecording({ part }: { part: any }) {
  const act = useAct();
  if (!part.recording || part.mode !== 'join') return null;
  const answer = (what: string) => act.mutate(['POST', `/api/parties/${part.partyId}/recording`, { answer: what }]);
  return <div className="note note--protected row row--wrap apart" role="group" aria-label={t('Recording')}>
    <span role="status" className="row"><Icon name="lock" />{part.recording === 'asked' ? t('May this conversation be recorded, with your voice? Without your yes it is not.') : part.recording === 'recording' ? t('This conversation is recorded.') : t('This conversation may be recorded. It is not at this moment.')}</span>
    <span className="row">{part.recording === 'asked' ? <><button className="btn btn--small" onClick={() => answer('yes')}>{t('I agree')}</button><button className="btn btn--small" onClick={() => answer('no')}>{t('No')}</button></>
      : <button className="btn btn--small" onClick={() => answer('stop')}>{t('Stop recording')}</button>}</span>
  </div>;
}

/** On the centre's page: off unless it is turned on here, with what that means. */
export function RecordingSetting() {
  const { data, error } = useGet('/api/recording-setting');
  const act = useAct();
  const [form, setForm] = useState<{ enabled: boolean; keepDays: number } | null>(null);
  useEffect(() => { if (data && !form) setForm(data); }, [data]);
  if (!form) return <Problem error={error} />;
  return <section className="stack stack--wide pad" aria-labelledby="recording-setting">
    <h2 id="recording-setting">{t('Recording')}</h2>
    <p>{t('Off, nothing is recorded. On, a counsellor may ask; only when the caller and everybody else on the line has said yes is it recorded, and anybody stops it at any time.')}</p>
    <ul className="ticks"><li>{t('It is encrypted as it is written, and never leaves the centre as a file.')}</li><li>{t('Only supervisors listen, to keep the work good. Each time is in the log, and the counsellor sees it.')}</li><li>{t('It is erased by itself, and nobody can bring it back.')}</li></ul>
    <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/recording-setting', form]); }}>
      <label className="row"><input type="checkbox" checked={form.enabled} onChange={(e) => setForm({ ...form, enabled: e.target.checked })} /> {t('Counsellors may ask to record')}</label>
      <Field label={t('Erase after so many days, 1 to 30')}><input className="input input--key" type="number" min={1} max={30} required value={form.keepDays} onChange={(e) => setForm({ ...form, keepDays: Number(e.target.value) })} /></Field>
      <p className="small quiet">{t('Fewer days hold for what is kept already, messages of callers included.')}</p>
      <Problem error={act.error} />
      <div className="row"><button className="btn">{t('Save recording')}</button>{act.isSuccess && <span className="small quiet" role="status"><Icon name="check" />{t('Saved')}</span>}</div>
    </form>
  </section>;
}

/** Sound that is fetched once, by the press of a button, and kept nowhere. */
function Listen({ path, body }: { path: string; body?: unknown }) {
  const [sound, setSound] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  useEffect(() => () => { if (sound) URL.revokeObjectURL(sound); }, [sound]);
  const fetchSound = async () => {
    setProblem(null);
    const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }).catch(() => null);
    if (!answer?.ok) return setProblem(new ApiError(answer?.status ?? 0, answer ? await answer.json().catch(() => ({})) : {}));
    setSound(URL.createObjectURL(await answer.blob()));
  };
  return <><Problem error={problem} />
    {sound ? <span className="row"><audio controls autoPlay controlsList="nodownload" src={sound} aria-label={t('Recording')} /><button className="btn btn--small" onClick={() => setSound(null)}>{t('Close')}</button></span>
      : <button className="btn btn--small" onClick={() => void fetchSound()}><Icon name="headset" />{t('Listen')}</button>}</>;
}
const Heard = ({ heard }: { heard: { by: string; at: string }[] }) => <span className="small quiet">{heard.length === 0 ? t('Nobody has listened.') : t('Heard by {names}', { names: heard.map((one) => `${one.by}, ${dayTime(one.at)}`).join(' · ') })}</span>;

/** For supervisors, all that is kept; for counsellors, that theirs are, and who listened. */
export function Recordings() {
  const { data, error } = useGet('/api/recordings');
  const row = (r: any, listen: boolean) => <li className="row row--wrap apart" key={r.id}>
    <span><b>{r.number}</b> <span className="small quiet">{autonym(r.language)} · {dayTime(r.at)} · <span className="num">{duration(r.seconds)}</span>{listen && r.deskName ? ` · ${r.deskName}` : ''} · {t('erased {when}', { when: dayTime(r.eraseAt) })}</span><br /><Heard heard={r.heard} /></span>
    {listen && <Listen path={`/api/recordings/${r.id}/listen`} body={{ purpose: 'quality-supervision' }} />}</li>;
  return <><PageHead title={t('Recordings')} /><Problem error={error} />
    {data?.all && <Pane title={t('To keep the work good')}>
      <p className="pane__body small quiet">{t('Each time you listen is written in the log, and the counsellor sees it.')}</p>
      <ul className="list">{data.all.map((r: any) => row(r, true))}{data.all.length === 0 && <li className="quiet">{t('Nothing is recorded.')}</li>}</ul></Pane>}
    {(!data?.all || data.own.length > 0) && <Pane className={data?.all ? 'wall__day' : ''} title={t('Your conversations')}><ul className="list">{data?.own.map((r: any) => row(r, false))}{data?.own.length === 0 && <li className="quiet">{t('Nothing is recorded.')}</li>}</ul></Pane>}
  </>;
}

/** Beside the callbacks: messages that callers left when nobody could be reached. */
export function MessagesLeft() {
  const { data, error } = useGet('/api/left-messages');
  const act = useAct();
  if (!data && !error) return null;
  return <Pane className="wall__day" title={t('Messages that callers left')}><Problem error={error ?? act.error} />
    <ul className="list">{data?.messages.map((m: any) => <li className="row row--wrap apart" key={m.id}>
      <span>{autonym(m.language)} <span className="small quiet">{dayTime(m.at)} · <span className="num">{duration(m.seconds)}</span> · {t('erased {when}', { when: dayTime(m.eraseAt) })}</span><br /><Heard heard={m.heard} /></span>
      <span className="row row--wrap"><Listen path={`/api/left-messages/${m.id}/listen`} /><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/left-messages/${m.id}/done`])}>{t('Done, erase it')}</button></span></li>)}
      {data?.messages.length === 0 && <li className="quiet">{t('No messages.')}</li>}</ul></Pane>;
}
