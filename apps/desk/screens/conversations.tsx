import { useState } from 'react';
import { api, ApiError } from '../../ui/api.ts';
import { dayTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { useShown } from './shown.ts';

interface Item { position: number; conversation: string; channel: string; language: string; at: string; part: 'words' | 'recording'; notes: boolean; messages: number; seconds: number; decision: 'theirs' | 'others' | 'both' | null; decidedByNobody: boolean; erased: boolean }
/** How long the words of a conversation stay on the screen, seconds. */
const SHOWN = 300;
const WHOM = (kind: string): [string, string][] => [['theirs', kind === 'erasure' ? t('Theirs: goes with them') : t('Theirs: give it')], ['both', t('Also somebody else’s: stays')], ['others', t('Somebody else’s: stays')]];

/** The conversations that a person's request covers: each part is theirs, or concerns somebody else and stays. */
export function Conversations({ number, kind }: { number: string; kind: string }) {
  const path = `/api/requests/${number}`;
  const { data, error } = useGet<{ others: number; held: boolean; items: Item[] }>(path);
  if (!data) return <Problem error={error} />;
  const open = data.items.filter((i) => i.decision === null).length;
  return <section className="stack" aria-label={t('Conversations of {number}', { number })}>
    <p className="small quiet">{data.items.length === 0 ? t('No conversation with words or sound is kept.') : data.others === 0 ? t('Nobody else is in the case: all of it is theirs.') : t('Others are in the case. Look at each part, and say whom it concerns. To decide: {count}', { count: open })}</p>
    {data.held && <p className="note note--attend"><Icon name="scale" />{t('Somebody else in the case is held for a legal reason: their conversations stay until that ends, and are then erased by themselves.')}</p>}
    <ol className="stack">{data.items.map((i) => <Part key={i.position} path={`${path}/items/${i.position}`} item={i} kind={kind} alone={data.others === 0} />)}</ol></section>;
}

function Part({ path, item: i, kind, alone }: { path: string; item: Item; kind: string; alone: boolean }) {
  const { value, left, show, hide } = useShown(useNow());
  const [error, setError] = useState<ApiError | null>(null);
  const act = useAct();
  const what = i.part === 'recording' ? t('Recording, {time}', { time: duration(i.seconds) }) : i.messages > 0 ? t('Notes and messages ({count})', { count: i.messages }) : t('Notes');
  return <li className="stack"><div className="row apart row--wrap"><span><b>{what}</b> <span className="small quiet">{i.conversation} · {i.channel === 'chat' ? t('Chat') : t('Phone')} · {autonym(i.language)} · {dayTime(i.at)}</span></span>
    {i.erased ? <span className="tag tag--fine"><Icon name="check" />{t('Erased')}</span> : i.part === 'words' && (value === null ? <button className="btn btn--small btn--protected" aria-label={t('Open {conversation}', { conversation: i.conversation })} onClick={() => api('POST', `${path}/open`, {}).then((r) => { show(r.text, SHOWN); setError(null); }).catch(setError)}>{t('Open…')}</button> : <button className="btn btn--small btn--protected" onClick={hide}>{t('Hide now')} <span className="num">{duration(left)}</span></button>)}</div>
    {value !== null && <pre className="bytes" tabIndex={0} aria-label={t('Words of {conversation}', { conversation: i.conversation })} onCopy={(e) => e.preventDefault()}>{value}</pre>}
    {!i.erased && !alone && <Picks name={path} label={t('Whom {what} of {conversation} concerns', { what, conversation: i.conversation })} options={WHOM(kind)} value={i.decision ?? undefined} onChange={(decision) => act.mutate(['POST', `${path}/decide`, { decision }])} />}
    <Problem error={error ?? act.error} /></li>;
}
