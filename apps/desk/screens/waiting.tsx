import { useState } from 'react';
import { clockTime, duration } from '../../ui/time.ts';
import { autonym, t } from '../i18n.ts';
import { Icon, PageHead, Pane, Picks, Problem, useAct, useGet, useNow } from '../kit.tsx';
import { SKILL } from './skills.tsx';

interface Waits { contactId: string; number: string; channel: string; language: string; waitingSince: string; credit: number; pulled: boolean; callback: boolean; why: string; skills: string[] }
interface Because { waitedSeconds: number; credit: number; pulled: boolean; passedOver: number; candidates: number; by: string; widened: number }
interface Made { offerId: string; number: string; channel: string; language: string; deskName: string; madeAt: string; state: string; interpreter: string | null; because: Because | null }

const REASONS = (): [string, string][] => [['danger', t('Danger now')], ['child', t('A child is calling')], ['long_wait', t('They wait too long')], ['came_back', t('They were cut off before')], ['language', t('A speaker is free for a short time')]];
const STATE: Record<string, () => string> = { pending: () => t('being offered'), accepted: () => t('answered'), declined: () => t('passed on'), expired: () => t('not answered in time'), withdrawn: () => t('the caller left') };
const kind = (channel: string, callback: boolean): string => (callback ? t('Callback') : channel === 'chat' ? t('Chat') : t('Phone'));
const skillNames = (skills: string[]): string => skills.map((skill) => SKILL()[skill] ?? (skill.startsWith('site:') ? t('their own site') : autonym(skill))).join(', ');

function why(w: Waits): string {
  switch (w.why) {
    case 'nobody-speaks': return t('Nobody at work speaks it. A counsellor and an interpreter are looked for.');
    case 'needs-skill': return t('Nobody at work can do what is needed: {skills}', { skills: skillNames(w.skills) });
    case 'meant-for': return t('A colleague passed them on to one person.');
    case 'all-busy': return t('Everybody who can is in a contact, at a break, or in a pause.');
    default: return t('Next in turn.');
  }
}
function reasons(b: Because, interpreter: string | null): string[] {
  const by = { wanted: t('a colleague passed them on to this person'), 'came-back': t('they talked with each other before'), interpreter: t('nobody free speaks it, with {name} to interpret', { name: interpreter ?? '' }), 'first-free': t('best of {count} who were free', { count: b.candidates }) }[b.by];
  return [
    t('waited {time}', { time: duration(b.waitedSeconds) }),
    ...(b.pulled ? [t('pulled forward by a supervisor')] : []),
    ...(b.credit > 0 ? [t('{count} min forward for danger or a child', { count: Math.round(b.credit / 60) })] : []),
    ...(by === undefined ? [] : [by]),
    ...(b.passedOver > 0 ? [t('{count} in front waited for somebody else', { count: b.passedOver })] : []),
    ...(b.widened > 0 ? [t('a wish fell away with the wait')] : []),
  ];
}

/** For supervisors: who waits and why, a contact pulled forward with a reason, and why each offer was made. Nothing of what is said. */
export function Waiting() {
  const now = useNow();
  const { data, error } = useGet<{ surge: boolean; waiting: Waits[]; offers: Made[]; pulls: { number: string; deskName: string; reason: string; at: string }[] }>('/api/waiting');
  return <>
    <PageHead title={t('Who waits')}>{data?.surge && <span className="tag tag--attend"><Icon name="alert" />{t('Many wait: wishes fall away sooner')}</span>}</PageHead>
    <Problem error={error} />
    {data && <div className="stack stack--wide">
      <Pane title={t('Waiting now')}>
        <ul className="list">{data.waiting.map((w) => <One key={w.contactId} w={w} now={now} />)}{data.waiting.length === 0 && <li className="quiet">{t('Nobody waits.')}</li>}</ul>
      </Pane>
      <Pane title={t('Offers of the last hour, and why')}>
        <ul className="list">{data.offers.map((o) => <li key={o.offerId}><p className="row row--wrap"><b className="num">{o.number}</b> <span className="small quiet">{autonym(o.language)} · {kind(o.channel, false)} · <span className="num">{clockTime(o.madeAt)}</span></span> <span>{t('to {name}', { name: o.deskName })}</span> <span className="tag tag--line">{STATE[o.state]?.() ?? o.state}</span></p>
          <p className="small">{o.because ? reasons(o.because, o.interpreter).join(' · ') : t('Taken by the counsellor.')}</p></li>)}
          {data.offers.length === 0 && <li className="quiet">{t('No offer within the hour.')}</li>}</ul>
      </Pane>
      {data.pulls.length > 0 && <Pane title={t('Pulled forward within the day')}>
        <ul className="list">{data.pulls.map((p) => <li key={`${p.number}${p.at}`}><b className="num">{p.number}</b> {REASONS().find(([code]) => code === p.reason)?.[1]} <span className="small quiet">{p.deskName} · <span className="num">{clockTime(p.at)}</span></span></li>)}</ul>
      </Pane>}
    </div>}
  </>;
}

function One({ w, now }: { w: Waits; now: number }) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState<string>();
  const act = useAct();
  return <li className="stack">
    <div className="row row--wrap apart"><div><p className="row row--wrap"><b className="num">{w.number}</b> <span>{autonym(w.language)}</span> <span className="small quiet">{kind(w.channel, w.callback)}</span> <span className="num">{duration((now - Date.parse(w.waitingSince)) / 1000)}</span>
      {w.credit > 0 && <span className="tag tag--attend"><Icon name="alert" />{t('{count} min forward for danger or a child', { count: Math.round(w.credit / 60) })}</span>}{w.pulled && <span className="tag tag--act"><Icon name="check" />{t('pulled forward')}</span>}</p>
      <p className="small">{why(w)}</p></div>
      {!w.pulled && <button className="btn btn--small" aria-expanded={open} aria-label={t('Pull forward… {number}', { number: w.number })} onClick={() => setOpen(!open)}>{t('Pull forward…')}</button>}</div>
    {open && !w.pulled && <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/contacts/${w.contactId}/pull`, { reason }]); }}>
      <p className="legend">{t('Why they go first')}</p>
      <Picks name={`why-${w.contactId}`} label={t('Why they go first')} options={REASONS()} value={reason} onChange={setReason} />
      <p className="small quiet">{t('They go to the next counsellor who can. It is written in the log with your name.')}</p><Problem error={act.error} />
      <div><button className="btn btn--act" disabled={reason === undefined || act.isPending}>{t('Pull forward')}</button></div></form>}
  </li>;
}
