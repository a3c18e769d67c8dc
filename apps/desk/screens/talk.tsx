import { useEffect, useRef, useState, type ReactNode } from 'react';
import { duration, secondsLeft } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { Emergency } from './emergency.tsx';
import { RecordingLine, recordingWord } from './recording.tsx';
import { BringIn, Interpreting, NoTalk } from './voices.tsx';

const KINDS = (): Record<string, string> => ({ interpreter: t('Interpreter'), counsellor: t('Colleague'), supervisor: t('Supervisor'), outside: t('Outside line') });
const ENDED = (): Record<string, string> => ({ 'not-there': t('nobody came'), declined: t('not now'), 'no-answer': t('no answer'), busy: t('busy'), unreachable: t('not reached'), left: t('left') });
/** Milliseconds: a key pressed this shortly before the alert is drawn answers it. */
const KEY_HOLDS_MS = 10_000;
type Tool = [string, string, string, () => void, boolean?];
type Panel = 'interpreter' | 'bring' | 'none' | 'end' | 'emergency' | null;

/** Talk controls of a contact; shown on every screen while one is open. */
export function TalkBar({ id, onMute, sound }: { id: string; onMute: (muted: boolean) => void; sound?: ReactNode }) {
  const now = useNow();
  const { data: c } = useGet(`/api/contacts/${id}`);
  const act = useAct();
  const [panel, setPanel] = useState<Panel>(null);
  const post = (what: string, body?: unknown) => act.mutate(['POST', `/api/contacts/${id}/${what}`, body]);
  const show = (what: Panel) => setPanel(panel === what ? null : what);
  const voice = c?.channel === 'phone' && c?.state === 'talking';
  const pressed = usePressed(Boolean(c?.duressAt));
  const emergency: Tool = ['F1', 'alert', t('Emergency'), () => show('emergency'), panel === 'emergency'];
  const tools: Tool[] = [
    emergency,
    ['F4', 'mic', t('Mute'), () => { onMute(!c?.muted); post('mute', { muted: !c?.muted }); }, c?.muted],
    ['F8', 'pause', t('Hold'), () => post('hold', { onHold: !c?.onHold }), c?.onHold],
    ['F6', 'headset', t('Interpreter'), () => show('interpreter'), panel === 'interpreter'],
    ['F7', 'people', t('Bring in'), () => show('bring'), panel === 'bring'],
    ['F9', 'hand', t('Ask for help'), () => post('help', { on: !c?.helpAt }), Boolean(c?.helpAt)],
    ['F10', 'quiet', t('No talk'), () => show('none'), panel === 'none'],
  ];
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const tool = (voice ? tools : [emergency]).find(([name]) => name === e.key);
      if (tool) { e.preventDefault(); tool[3](); }
      if (e.key === 'Escape' && panel) setPanel(null);
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  if (!c || c.state === 'closed') return null;
  const since = Date.parse(c.answeredAt ?? c.startedAt);
  const wrapLeft = c.wrapUpEndsAt ? secondsLeft(c.wrapUpEndsAt, now) : 0;
  const open = c.parties.filter((p: any) => p.state !== 'ended');
  return <>
    <section className="talk" aria-label={t('Talk controls')}>
      <div><p className="talk__time num" role="timer">{c.state === 'wrap_up' ? duration(wrapLeft) : duration((now - since) / 1000)}</p>
        <p className="small quiet">{c.state === 'wrap_up' ? t('Wrap-up') : c.state === 'connecting' ? c.callback ? t('Calling them') : t('Connecting') : c.handedOn ? t('Handed on') : c.channel === 'chat' ? t('Chat') : recordingWord(c)}</p></div>
      <ul className="talk__who" aria-label={t('On the line')}>
        <li className="voice">{c.onHold ? t('Caller, on hold') : t('Caller')}</li>
        {open.map((p: any) => <Voice key={p.partyId} p={p} leave={() => act.mutate(['POST', `/api/parties/${p.partyId}/leave`])} takeOver={() => post('hand-over', { partyId: p.partyId })} />)}
        <li className="voice">{c.muted ? t('You, muted') : t('You')}</li>
        {sound}
      </ul>
      <div className="talk__acts">
        {(voice ? tools : [emergency]).map(([key, icon, name, run, on]) => <button key={key} className={key === 'F1' ? 'tool tool--danger' : 'tool'} aria-pressed={Boolean(on)} onClick={run}><Icon name={icon} /><span>{name}</span><small>{key}</small></button>)}
        {c.state === 'wrap_up' ? <><button className="btn" onClick={() => post('extend')}>{t('More time')}</button><button className="btn btn--act" onClick={() => post('close')}>{t('Finish')}</button></>
          : panel === 'end' ? <><button className="btn btn--danger" autoFocus onClick={() => { setPanel(null); post('end'); }}>{t('End now')}</button><button className="btn" onClick={() => setPanel(null)}>{t('Go on')}</button></>
            : <button className="tool tool--end" onClick={() => setPanel('end')}><Icon name="hangup" /><span>{t('End…')}</span></button>}
      </div>
    </section>
    <Problem error={act.error} />
    {voice && <RecordingLine c={c} id={id} />}
    {c.onHold && open.some((p: any) => p.state === 'joined') && <p className="note note--act" role="status">{t('The caller hears music. You talk in private with who else is on the line.')}</p>}
    {c.parties.filter((p: any) => p.state === 'ended' && ENDED()[p.reason]).map((p: any) => <p className="note" role="status" key={p.partyId}>{KINDS()[p.kind]}{p.name && `, ${p.name}`}: {ENDED()[p.reason]}</p>)}
    {c.duressAt && voice && <Duress id={id} pressed={pressed} />}
    {panel === 'emergency' && <Emergency id={id} phone={voice} parties={c.parties} done={() => setPanel(null)} />}
    {voice && panel === 'interpreter' && <Interpreting id={id} done={() => setPanel(null)} />}
    {voice && panel === 'bring' && <BringIn id={id} done={() => setPanel(null)} />}
    {voice && panel === 'none' && <NoTalk id={id} callback={c.callback} done={() => setPanel(null)} />}
  </>;
}

/** The key a caller pressed last while the alert is there, or just before it was drawn: an answer may come faster than the question is shown. */
function usePressed(asked: boolean): string | null {
  const [last, setLast] = useState<{ key: string; at: number } | null>(null);
  const askedAt = useRef<number | null>(null);
  if (asked) askedAt.current ??= Date.now();
  else askedAt.current = null;
  useEffect(() => {
    const heard = (e: Event) => { const hint = (e as CustomEvent<string>).detail; if (hint.startsWith('key-')) setLast({ key: hint.slice(4), at: Date.now() }); };
    addEventListener('havenline-hint', heard);
    return () => removeEventListener('havenline-hint', heard);
  }, []);
  // What answered one question is no answer to the next.
  useEffect(() => { if (!asked) setLast(null); }, [asked]);
  return askedAt.current !== null && last !== null && last.at > askedAt.current - KEY_HOLDS_MS ? last.key : null;
}

/** One further voice: who it is, and what may be done with it. */
function Voice({ p, leave, takeOver }: { p: any; leave: () => void; takeOver: () => void }) {
  const what = p.kind === 'supervisor' ? { listen: t('listens'), whisper: t('whispers to you'), join: t('is in the call') }[p.mode as string] : p.state === 'asked' ? t('is asked') : p.state === 'ringing' ? t('is called') : '';
  const languages = p.language && p.toLanguage ? `${autonym(p.language)} – ${autonym(p.toLanguage)}` : '';
  return <li className={`voice ${p.state === 'joined' ? 'voice--on' : ''}`}>
    <span>{[p.emergency ? t('Emergency centre') : KINDS()[p.kind], p.name, languages, what].filter(Boolean).join(', ')}</span>
    {p.state === 'joined' && (p.kind === 'counsellor' || p.kind === 'outside') && !p.emergency && <button className="btn btn--small" onClick={takeOver}>{t('Hand over')}</button>}
    {p.kind !== 'supervisor' && <button className="btn btn--small btn--plain" onClick={leave} aria-label={t('Take out {who}', { who: p.name || KINDS()[p.kind]! })}>{p.state === 'asked' ? t('Cancel') : t('Take out')}</button>}
  </li>;
}

/** Beside the call, quietly: questions that yes and no answer, and what the caller's keys say. */
function Duress({ id, pressed }: { id: string; pressed: string | null }) {
  const act = useAct();
  const ASK = [t('Is somebody with you who should not hear this?'), t('Are you in danger now?'), t('Shall I talk about something else until they are gone?'), t('Shall we call you at another time?')];
  return <section className="note note--attend duress" aria-label={t('They may not be able to speak freely')}>
    <Icon name="alert" />
    <div className="grow stack">
      <p><b>{t('They may not be able to speak freely')}</b> {t('Ask what yes or no can answer. On the keys, 1 is yes and 2 is no.')}</p>
      <ul className="ticks">{ASK.map((one) => <li key={one}>{one}</li>)}</ul>
      <p role="status"><b>{pressed === '1' ? t('They pressed 1: yes') : pressed === '2' ? t('They pressed 2: no') : ''}</b></p>
      <div><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/contacts/${id}/duress`, { on: false }])}>{t('They can speak again')}</button></div>
    </div>
  </section>;
}
