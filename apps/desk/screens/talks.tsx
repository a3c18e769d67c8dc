import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { clockTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, PageHead, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';

const MODES = () => [['listen', t('Listen')], ['whisper', t('Whisper')], ['join', t('Join')]] as const;

/** For supervisors: the conversations that go on, who asks for help, and blocks to decide. Nothing of what is said. */
export function Talks() {
  const now = useNow();
  const { data, error } = useGet('/api/talks');
  const me = useGet('/api/now');
  const act = useAct();
  const [purpose, setPurpose] = useState('quality-supervision');
  const part = me.data?.part;
  const open = data?.blocks.filter((b: any) => b.state === 'proposed') ?? [];
  return <>
    <PageHead title={t('Conversations')} />
    <Problem error={error ?? act.error} />
    <Pane title={t('Now')}>
      <div className="pane__body stack">
        <Picks name="purpose" label={t('Why you listen')} options={[['quality-supervision', t('To support the counsellor')], ['threat-to-life', t('A life is in danger')]]} value={purpose} onChange={setPurpose} />
        <p className="small quiet">{t('It is written in the log, and the counsellor sees it.')}</p>
      </div>
      <ul className="list">{data?.talks.map((c: any) => <li className="row row--wrap apart" key={c.contactId}>
        <span><b>{c.deskName}</b> <span className="small quiet">{autonym(c.language)} · {c.channel === 'chat' ? t('Chat') : t('Phone')} · <span className="num">{c.since ? duration((now - Date.parse(c.since)) / 1000) : ''}</span></span>{' '}
          {c.helpAt && <span className="tag tag--attend"><Icon name="hand" />{t('asks for help')}</span>}{' '}
          {c.duressAt && <span className="tag tag--attend"><Icon name="alert" />{t('caller cannot speak freely')}</span>}{' '}
          {c.listeners.length > 0 && <span className="tag">{t('heard by {names}', { names: c.listeners.join(', ') })}</span>}</span>
        {c.channel === 'phone' && <span className="row">{MODES().map(([mode, name]) => <button className="btn btn--small" key={mode} aria-pressed={part?.contactId === c.contactId && part.mode === mode}
          onClick={() => act.mutate(['POST', `/api/talks/${c.contactId}/listen`, { mode, purpose }])}>{name}</button>)}</span>}
      </li>)}{data?.talks.length === 0 && <li className="quiet">{t('Nobody talks now.')}</li>}</ul>
    </Pane>
    {open.length > 0 && <Pane className="wall__day" title={t('Numbers to block for today')}>
      <ul className="list">{open.map((b: any) => <li className="row row--wrap apart" key={b.id}><span>{t('Proposed by {name} at {time}', { name: b.proposedBy, time: clockTime(b.proposedAt) })}</span>
        <span className="row"><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/blocks/${b.id}`, { approve: true }])}>{t('Block until midnight')}</button><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/blocks/${b.id}`, { approve: false }])}>{t('Do not block')}</button></span></li>)}</ul>
    </Pane>}
  </>;
}

/** On every screen of a supervisor: who asks for help now. */
export function HelpWanted() {
  const { data } = useGet('/api/talks');
  const wanted = data?.talks.filter((c: any) => c.helpAt || c.duressAt) ?? [];
  if (wanted.length === 0) return null;
  return <p className="note note--attend" role="alert"><Icon name="hand" /><span>{wanted.map((c: any) => `${c.deskName}: ${c.duressAt ? t('caller cannot speak freely') : t('asks for help')}`).join(' · ')} <Link to={'/talks' as never}>{t('Open the conversations')}</Link></span></p>;
}
