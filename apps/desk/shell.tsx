import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
import { useLive } from '../ui/live.ts';
import { refresh } from '../ui/refresh.ts';
import { t } from './i18n.ts';
import { Icon, useAct, useGet } from './kit.tsx';
import { Asks } from './screens/asks.tsx';
import { TalkBar } from './screens/talk.tsx';
import { HelpWanted } from './screens/talks.tsx';
import { SignIn } from './screens/enter.tsx';
import { Jump } from './screens/jump.tsx';
import { TalkQuality } from './screens/sound.tsx';
import { isStale } from './topics.ts';
import { Offer } from './screens/offer.tsx';
import { useSoftphone } from './softphone/use.ts';

/** What each role may do, as parts of the desk. */
export const RAIL: [string, string, string, string[]][] = [
  ['/now', 'Now', 'home', ['counsellor', 'interpreter']], ['/cases', 'Cases', 'folder', ['counsellor', 'case_worker', 'supervisor']], ['/tasks', 'Tasks', 'tasks', ['counsellor', 'case_worker', 'supervisor', 'data_protection_officer', 'administrator']],
  ['/callbacks', 'Callbacks', 'back', ['counsellor']], ['/directory', 'Directory', 'building', ['counsellor', 'case_worker', 'supervisor']], ['/sources', 'Directory sources', 'building', ['supervisor', 'administrator']], ['/sound', 'Sound', 'mic', ['counsellor', 'interpreter', 'supervisor']], ['/wallboard', 'Wallboard', 'gauge', ['supervisor']], ['/staffing', 'Staffing', 'people', ['supervisor']], ['/shifts', 'My shifts', 'clock', ['counsellor', 'interpreter']], ['/waiting', 'Who waits', 'clock', ['supervisor']], ['/skills', 'Skills and breaks', 'people', ['supervisor', 'administrator']], ['/talks', 'Talks', 'headset', ['supervisor']], ['/closed-loop', 'Referrals', 'ledger', ['supervisor']], ['/recordings', 'Recordings', 'eye', ['supervisor', 'counsellor']],
  ['/staff', 'Staff', 'people', ['administrator']], ['/lines', 'Lines', 'phone', ['administrator']], ['/call-flow', 'Call flow', 'flow', ['administrator']], ['/mailbox', 'Mailbox', 'mail', ['administrator']], ['/partner-ways', 'Partners’ machines', 'building', ['administrator', 'data_protection_officer']], ['/centre', 'Centre', 'sliders', ['administrator']], ['/approvals', 'Approvals', 'key', ['supervisor', 'data_protection_officer']], ['/ledger', 'Ledger', 'ledger', ['data_protection_officer']], ['/demands', 'Demands', 'scale', ['data_protection_officer']], ['/requests', 'Requests', 'people', ['supervisor', 'data_protection_officer']], ['/retention', 'How long', 'clock', ['data_protection_officer']], ['/officials', 'Officials', 'shield', ['supervisor', 'data_protection_officer']], ['/log', 'Log', 'lock', ['data_protection_officer']], ['/unusual', 'Unusual reading', 'eye', ['data_protection_officer']], ['/rules', 'Rules', 'shield', ['data_protection_officer']],
];

/** Who is signed in, or the way in. */
export function Shell() {
  const me = useGet('/api/me');
  if (me.error?.status === 401 || me.error?.status === 403) return <SignIn />;
  return me.data ? <Desk me={me.data} /> : <main className="solo"><h1 className="unseen">Havenline</h1><p role="status">{me.error ? t('No connection. Nothing is lost. It is tried again.') : ''}</p></main>;
}

function Desk({ me }: { me: any }) {
  const client = useQueryClient();
  const up = useLive('/api/events', (topics) => void refresh(client, (path) => isStale(path, topics)), (hint) => dispatchEvent(new CustomEvent('havenline-hint', { detail: hint })));
  const counsels = me.roles.includes('counsellor');
  const centre = useGet('/api/centre');
  const speaks = ['counsellor', 'interpreter', 'supervisor'].some((role) => me.roles.includes(role));
  const onShift = counsels || me.roles.includes('interpreter');
  const now = useGet('/api/now', speaks);
  const [muted, setMuted] = useState(false);
  // What a new item is about stays on its page: here is only that there is one.
  const toLookAt = useGet('/api/unusual', me.roles.includes('data_protection_officer')).data?.items.filter((i: any) => i.state === 'open' && !i.own).length ?? 0;
  // Sources whose changes wait for a decision, and those that could not be read.
  const differs = useGet('/api/directory/sources', ['supervisor', 'administrator'].some((role) => me.roles.includes(role))).data?.sources.filter((s: any) => s.waiting || s.failure?.shown).length ?? 0;
  const counts: Record<string, number> = { '/unusual': toLookAt, '/sources': differs };
  const act = useAct();
  const go = useNavigate();
  const at = useLocation().pathname;
  const works = centre.data?.telephony?.up === true;
  const phone = useSoftphone(speaks, works);
  const open = now.data?.contacts?.find((c: any) => c.state !== 'closed');
  useEffect(() => { if (centre.data && !centre.data.setUp && me.roles.includes('administrator') && at === '/now') void go({ to: '/centre' }); }, [centre.data?.setUp]);
  const inPart = Boolean(now.data?.part);
  // Muted for one call is not muted for the next.
  useEffect(() => { setMuted(false); }, [inPart]);
  const presence = now.data?.presence;
  const state: ReactNode = presence === 'offered' ? t('Being offered a contact') : presence === 'talking' ? t('In a contact') : presence === 'wrap_up' ? t('Wrap-up') : presence === 'available' ? t('Ready') : presence === 'break' ? t('Break') : presence === 'meal' ? t('Meal') : presence === 'training' ? t('Training') : t('Off');
  const places = RAIL.filter(([, , , roles]) => roles.some((r) => me.roles.includes(r)));
  return <div className="desk"><Jump places={places.map(([to, name]) => [to, t(name)])} presence={presence} /><a className="skip" href="#main">{t('Skip to the content')}</a>
    <header className="bar"><Link className="brand" to="/now"><span>Havenline</span></Link>{me.practice && <span className="tag tag--line hide-narrow">{t('Practice data')}</span>}
      <div className="bar__end"><span className="bar__works hide-narrow" role="status"><span className={`dot ${up && works ? 'dot--fine' : 'dot--attend'}`} />{!up ? t('Reconnecting') : works ? t('Phones, chat and log are working') : centre.data ? t('The telephone is not connected') : ''}</span>{onShift && <span className="tag tag--act">{state}</span>}<span className="small hide-narrow">{me.deskName}</span><button className="btn btn--small" onClick={() => act.mutate(['POST', '/api/sign-out'], { onSettled: () => location.assign('/desk/') })}>{t('Sign out')}</button></div></header>
    <nav className="rail" aria-label={t('Main')}><ul>{places.map(([to, name, icon]) => <li key={to}><Link to={to} aria-current={at.startsWith(to) ? 'page' : undefined}><Icon name={icon} />{t(name)}{(counts[to] ?? 0) > 0 && <span className="count num">{counts[to]}<span className="unseen"> {t('to look at')}</span></span>}</Link></li>)}</ul></nav>
    <main className={`main ${at.startsWith('/contact/') ? 'main--contact' : ''}`} id="main">
      {!up && <p className="note note--attend" role="status"><Icon name="alert" />{t('Reconnecting. A talk goes on; notes are kept.')}</p>}
      {centre.data && !works && <p className="note note--attend"><Icon name="alert" /><span><strong>{t('The telephone is not connected')}</strong> {centre.data.telephony?.reason} {centre.data.telephony?.advice}</span></p>}
      {open && <TalkBar id={open.id} onMute={(m) => phone.current?.mute(m)} sound={<TalkQuality />} />}
      {me.roles.includes('supervisor') && !at.startsWith('/talks') && <HelpWanted />}
      {speaks && <Asks muted={muted} onMute={(m) => { setMuted(m); phone.current?.mute(m); }} />}
      {counsels && <Offer />}
      <Outlet /></main></div>;
}
