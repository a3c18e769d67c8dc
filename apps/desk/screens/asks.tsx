import { useEffect } from 'react';
import { duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { ring } from '../ring.ts';
import { PartRecording } from './recording.tsx';

/** What one is asked into, and the conversation one is part of: on every screen. Who interprets sees the languages and nothing else. */
export function Asks({ muted, onMute }: { muted: boolean; onMute: (muted: boolean) => void }) {
  const now = useNow();
  const { data } = useGet('/api/now');
  const act = useAct();
  const asks: any[] = data?.part ? [] : (data?.asks ?? []);
  const first = asks[0]?.partyId;
  useEffect(() => (first ? ring() : undefined), [first]);
  const join = (id: string) => act.mutate(['POST', `/api/parties/${id}/join`]);
  useEffect(() => {
    const key = (e: KeyboardEvent) => { if (e.key === 'F2' && first && !data?.offer) { e.preventDefault(); join(first); } };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  const part = data?.part;
  return <>
    <Problem error={act.error?.code === 'AskGone' ? null : act.error} />
    {asks.map((ask, i) => <section className="offer" role="alertdialog" aria-labelledby={`ask-${ask.partyId}`} key={ask.partyId}>
      <p className="row"><Icon name="headset" />{ask.kind === 'interpreter' ? t('An interpreter is needed') : t('{name} asks you into a call', { name: ask.from })}</p>
      <h2 id={`ask-${ask.partyId}`}>{ask.toLanguage ? `${autonym(ask.language)} – ${autonym(ask.toLanguage)}` : ask.language ? autonym(ask.language) : t('A call')}</h2>
      <div className="offer__acts"><button className="btn btn--act btn--big" disabled={act.isPending} onClick={() => join(ask.partyId)}><Icon name="phone" />{t('Come in')} {i === 0 && <kbd>F2</kbd>}</button>
        {ask.kind !== 'interpreter' && <button className="btn" onClick={() => act.mutate(['POST', `/api/parties/${ask.partyId}/leave`])}>{t('Not now')}</button>}</div>
    </section>)}
    {part && <section className="talk" aria-label={t('The call you are in')}>
      <div><p className="talk__time num" role="timer">{duration((now - Date.parse(part.since)) / 1000)}</p><p className="small quiet">{part.state === 'ringing' ? t('Connecting') : part.kind === 'interpreter' ? t('You interpret') : part.kind === 'supervisor' ? { listen: t('You listen'), whisper: t('You whisper to the counsellor'), join: t('You are heard by all') }[part.mode as string] : t('You are in a call')}</p></div>
      <ul className="talk__who" aria-label={t('On the line')}>{part.language && <li className="voice">{part.toLanguage ? `${autonym(part.language)} – ${autonym(part.toLanguage)}` : autonym(part.language)}</li>}</ul>
      <div className="talk__acts"><button className="tool" aria-pressed={muted} onClick={() => onMute(!muted)}><Icon name="mic" /><span>{t('Mute')}</span></button>
        <button className="tool tool--end" onClick={() => act.mutate(['POST', `/api/parties/${part.partyId}/leave`])}><Icon name="hangup" /><span>{t('Leave')}</span></button></div>
    </section>}
    {part && <PartRecording part={part} />}
  </>;
}
