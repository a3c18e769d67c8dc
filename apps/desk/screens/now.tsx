import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { duration, secondsLeft } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Pane, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { ring } from '../ring.ts';

/** The offer, presence and the line. */
export function Now({ counsels }: { counsels: boolean }) {
  const now = useNow();
  const { data, error } = useGet('/api/now', counsels);
  const accept = useAct<{ contactId: string }>();
  const act = useAct();
  const go = useNavigate();
  const offer = data?.offer;
  useEffect(() => (offer ? ring() : undefined), [offer?.id]);
  const answer = () => { if (offer && !accept.isPending) accept.mutate(['POST', `/api/offers/${offer.id}/accept`], { onSuccess: (r) => void go({ to: '/contact/$id', params: { id: r.contactId } }) }); };
  useEffect(() => { const key = (e: KeyboardEvent) => { if (e.key === 'F2') { e.preventDefault(); answer(); } }; addEventListener('keydown', key); return () => removeEventListener('keydown', key); });
  if (!counsels) return <><h1>{t('Now')}</h1><p>{t('Choose a part of the desk.')}</p></>;
  const left = offer ? secondsLeft(offer.expiresAt, now) : 0;
  return <div className="now"><div className="stack stack--wide">
    {!offer && <h1>{t('Now')}</h1>}
    <Problem error={error ?? act.error} />
    {accept.error && <p className="note" role="alert">{accept.error.code === 'OfferGone' ? t('This call went to somebody else. You are ready.') : `${accept.error.message} ${accept.error.action}`}</p>}
    {offer ? <section className="offer" role="alertdialog" aria-labelledby="offer-h"><div className="offer__top"><div className="ring num" role="timer" aria-label={t('{left} seconds left to answer', { left })}><svg viewBox="0 0 80 80" aria-hidden="true"><circle cx="40" cy="40" r="36" fill="none" stroke="var(--line)" strokeWidth="5" /><circle cx="40" cy="40" r="36" fill="none" stroke="var(--act)" strokeWidth="5" strokeDasharray={`${(left / 20) * 226} 226`} transform="rotate(-90 40 40)" /></svg><b>{left}<small>{t('seconds')}</small></b></div>
      <div><p className="row"><Icon name="phone" />{offer.channel === 'chat' ? t('Chat for you') : t('Phone call for you')}</p><h1 id="offer-h">{t('Somebody, in {language}', { language: autonym(offer.language) })}</h1></div></div>
      <dl className="offer__facts"><div><dt>{t('Waiting')}</dt><dd className="num">{duration(offer.waitedSeconds)}</dd></div><div><dt>{t('Language')}</dt><dd>{autonym(offer.language)}</dd></div><div><dt>{t('Chosen')}</dt><dd>{offer.chosen?.join(', ') || '–'}</dd></div><div><dt>{t('Recording')}</dt><dd>{t('Off')}</dd></div></dl>
      <div className="offer__acts"><button className="btn btn--act btn--big" onClick={answer}><Icon name="phone" />{t('Answer')} <kbd>F2</kbd></button><button className="btn" onClick={() => act.mutate(['POST', `/api/offers/${offer.id}/decline`])}>{t('Not now')}</button><p className="small quiet">{t('If you do nothing, it goes to the next free counsellor.')}</p></div></section>
      : <p className="note note--act" role="status">{data?.presence === 'available' ? t('Ready. The next call comes to you.') : t('You get no calls now.')}</p>}
    {(data?.contacts?.length ?? 0) > 0 && <Pane title={t('Your contacts')}><ul className="list">{data.contacts.map((c: any) => <li key={c.id}><a href={`/desk/contact/${c.id}`} onClick={(e) => { e.preventDefault(); void go({ to: '/contact/$id', params: { id: c.id } }); }}>{c.number}</a> <span className="small quiet">{c.channel === 'chat' ? t('Chat') : t('Phone')} · {autonym(c.language)}</span></li>)}</ul></Pane>}
  </div><aside className="stack stack--wide"><Pane title={t('Your shift')}><div className="pane__body row row--wrap">{([['available', t('Ready')], ['break', t('Break')], ['off', t('Off')]] as const).map(([state, text]) => <button key={state} className="btn" aria-pressed={data?.presence === state} onClick={() => act.mutate(['PUT', '/api/presence', { state }])}>{data?.presence === state && <Icon name="check" />}{text}</button>)}</div></Pane>
    <Pane title={t('The line now')}><div className="pane__body"><dl className="facts facts--ends"><dt>{t('Waiting')}</dt><dd className="num">{data?.line.waiting ?? '–'}</dd><dt>{t('Longest wait')}</dt><dd className="num">{data ? duration(data.line.longestWaitSeconds ?? 0) : '–'}</dd><dt>{t('Counsellors ready')}</dt><dd className="num">{data?.line.ready ?? '–'}</dd><dt>{t('In your languages')}</dt><dd className="num">{data?.line.inYourLanguages ?? '–'}</dd></dl></div></Pane></aside></div>;
}
