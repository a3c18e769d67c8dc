import { useNavigate } from '@tanstack/react-router';
import { clockTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, Pane, Problem, useAct, useGet } from '../kit.tsx';

const SHIFT = [['available', t('Ready')], ['break', t('Break')], ['meal', t('Meal')], ['training', t('Training')], ['off', t('Off')]] as const;

/** Presence, what is in hand, and the line. The offer itself is shown on every screen (offer.tsx). */
export function Now({ counsels }: { counsels: boolean }) {
  const { data, error } = useGet('/api/now', counsels);
  const me = useGet('/api/me');
  const act = useAct();
  const go = useNavigate();
  if (!counsels) return <><h1>{t('Now')}</h1><p>{t('Choose a part of the desk.')}</p></>;
  return <div className="now">
    <div className="stack stack--wide">
      <h1 className={data?.offer ? 'unseen' : ''}>{t('Now')}</h1>
      {!data?.offer && <p className="note note--act" role="status">{data?.presence === 'available' ? t('Ready. The next call comes to you.') : t('You get no calls now.')}</p>}
      <Problem error={error ?? act.error} />
      {(data?.contacts?.length ?? 0) > 0 && <Pane title={t('Your contacts')}>
        <ul className="list">{data.contacts.map((c: any) => <li key={c.id}>
          <a href={`/desk/contact/${c.id}`} onClick={(e) => { e.preventDefault(); void go({ to: '/contact/$id', params: { id: c.id } }); }}>{c.number}</a>{' '}
          <span className="small quiet">{c.handedOn ? t('Handed on') : c.channel === 'chat' ? t('Chat') : t('Phone')} · {autonym(c.language)}</span>
        </li>)}</ul>
      </Pane>}
    </div>
    <aside className="stack stack--wide">
      <Pane title={t('Your shift')}>
        <div className="pane__body row row--wrap">{SHIFT.map(([state, text]) => (
          <button key={state} className="btn" aria-pressed={data?.presence === state} onClick={() => act.mutate(['PUT', '/api/presence', { state }])}>
            {data?.presence === state && <Icon name="check" />}{text}
          </button>
        ))}</div>
        {data?.pauseUntil && <div className="pane__body row row--wrap apart"><span role="status">{t('A pause for you until {time}. Nothing is put before you.', { time: clockTime(data.pauseUntil) })}</span>
          <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/staff/${me.data?.id}/pause/end`])}>{t('End the pause')}</button></div>}
        {data?.nextBreak && <p className="pane__body small quiet">{t('Your next break begins at {time}.', { time: clockTime(data.nextBreak) })}</p>}
      </Pane>
      <Pane title={t('The line now')}>
        <div className="pane__body">
          <dl className="facts facts--ends">
            <dt>{t('Waiting')}</dt><dd className="num">{data?.line.waiting ?? '–'}</dd>
            <dt>{t('Longest wait')}</dt><dd className="num">{data ? duration(data.line.longestWaitSeconds ?? 0) : '–'}</dd>
            <dt>{t('Counsellors ready')}</dt><dd className="num">{data?.line.ready ?? '–'}</dd>
            <dt>{t('In your languages')}</dt><dd className="num">{data?.line.inYourLanguages ?? '–'}</dd>
          </dl>
        </div>
      </Pane>
    </aside>
  </div>;
}
