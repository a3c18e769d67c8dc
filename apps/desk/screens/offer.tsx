import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { duration, secondsLeft } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { ring } from '../ring.ts';

const RING_LENGTH = 2 * Math.PI * 36;

/** The offer, on whatever screen its counsellor is: it rings and F2 answers, and it takes the focus from nobody. */
export function Offer() {
  const now = useNow();
  const { data } = useGet('/api/now');
  const accept = useAct<{ contactId: string }>();
  const act = useAct();
  const go = useNavigate();
  const offer = data?.offer;
  useEffect(() => (offer ? ring() : undefined), [offer?.id]);
  const answer = () => {
    if (!offer || accept.isPending) return;
    accept.mutate(['POST', `/api/offers/${offer.id}/accept`], { onSuccess: (r) => void go({ to: '/contact/$id', params: { id: r.contactId } }) });
  };
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.key === 'F3' && offer) { e.preventDefault(); act.mutate(['POST', `/api/offers/${offer.id}/decline`]); }
      if (e.key !== 'F2') return;
      e.preventDefault();
      answer();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  const handedOn = offer?.chosen?.includes('handed-on') === true;
  const tooLate = accept.error?.code === 'OfferGone';
  return <>
    <Problem error={act.error ?? (tooLate ? null : accept.error)} />
    {tooLate && !offer && <p className="note" role="alert">{t('This call went to somebody else. You are ready.')}</p>}
    {offer && <section className="offer" role="alertdialog" aria-labelledby="offer-h">
      <div className="offer__top">
        <Countdown left={secondsLeft(offer.expiresAt, now)} />
        <div>
          <p className="row"><Icon name={handedOn ? 'paper' : 'phone'} />{offer.callback ? t('Callback for you: answering calls them') : offer.passedOn ? t('A colleague passes a caller on to you') : handedOn ? t('A child’s need for you, handed on by an official') : offer.channel === 'chat' ? t('Chat for you') : offer.chosen?.includes('only-writes') ? t('Call from the page for you: they can only write') : offer.chosen?.includes('web-call') ? t('Call from the page for you') : t('Phone call for you')}</p>
          <h2 id="offer-h">{handedOn ? t('Nobody is on the line') : t('Somebody, in {language}', { language: autonym(offer.language) })}</h2>
        </div>
      </div>
      <dl className="offer__facts">
        <div><dt>{t('Waiting')}</dt><dd className="num">{duration(offer.waitedSeconds)}</dd></div>
        <div><dt>{t('Language')}</dt><dd>{autonym(offer.language)}</dd></div>
        {!handedOn && <div><dt>{t('Recording')}</dt><dd>{t('Off')}</dd></div>}
      </dl>
      <div className="offer__acts">
        <button className="btn btn--act btn--big" onClick={answer}>{handedOn ? t('Take it') : <><Icon name="phone" />{t('Answer')}</>} <kbd>F2</kbd></button>
        <button className="btn" onClick={() => act.mutate(['POST', `/api/offers/${offer.id}/decline`])}>{t('Not now')} <kbd>F3</kbd></button>
        <p className="small quiet">{t('If you do nothing, it goes to the next free counsellor.')}</p>
      </div>
    </section>}
  </>;
}

function Countdown({ left }: { left: number }) {
  return <div className="ring num" role="timer" aria-label={t('{left} seconds left to answer', { left })}>
    <svg viewBox="0 0 80 80" aria-hidden="true">
      <circle cx="40" cy="40" r="36" fill="none" stroke="var(--line)" strokeWidth="5" />
      <circle cx="40" cy="40" r="36" fill="none" stroke="var(--act)" strokeWidth="5" strokeDasharray={`${(left / 20) * RING_LENGTH} ${RING_LENGTH}`} transform="rotate(-90 40 40)" />
    </svg>
    <b>{left}<small>{t('seconds')}</small></b>
  </div>;
}
