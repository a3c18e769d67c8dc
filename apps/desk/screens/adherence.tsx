import { useState } from 'react';
import { clockTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Pane, Problem, useGet } from '../kit.tsx';
import { plusDays, shortDay, StaffingPage } from './staffing.tsx';
import { percent } from './wallboard.tsx';

interface Part { state: string; from: string; to: string }
interface Kept { staffId: string; deskName: string; adherence: number | null; conformance: number | null; plannedSeconds: number; keptSeconds: number; contactSeconds: number; workedSeconds: number; planned: Part[]; actual: Part[] }
interface Told { today: string; day: string; asOf: string; from: string; to: string; people: Kept[] }

const STATES = ['available', 'break', 'meal', 'training'];
const stateName = (state: string): string => ({ available: t('Available'), break: t('Break'), meal: t('Meal'), training: t('Training') })[state] ?? t('Off');
/** Whole minutes: 12 min, 5 h 2 min. */
const span = (seconds: number): string => (seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`);
/** So many people stand on one sheet. */
const SHEET = 40;

/** Scheduled against actual, of everybody, day by day. */
export function Adherence() {
  const [day, choose] = useState<string | null>(null);
  const [sheet, setSheet] = useState(0);
  const { data, error } = useGet<Told>(`/api/staffing/adherence${day === null ? '' : `?day=${day}`}`);
  const people = data?.people ?? [];
  const sheets = Array.from({ length: Math.ceil(people.length / SHEET) }, (_, n) => people.slice(n * SHEET, (n + 1) * SHEET));
  const shown = sheets[sheet] ?? sheets[0] ?? [];
  return <StaffingPage title={t('Adherence')}><Problem error={error} />
    {data && <Pane title={shortDay(data.day)} end={<Days of={data} choose={(to) => { choose(to); setSheet(0); }} />}>
      {people.length === 0 ? <p className="pane__body">{t('Nobody was planned or there on this day.')}</p> : <>
        <div className="pane__body stack"><Legend />{sheets.length > 1 && <Field label={t('People shown')}><select className="input" value={sheet} onChange={(e) => setSheet(Number(e.target.value))}>{sheets.map((one, n) => <option key={n} value={n}>{one[0]!.deskName} – {one.at(-1)!.deskName}</option>)}</select></Field>}</div>
        <ul className="list">{shown.map((one) => <li key={one.staffId}><One kept={one} of={data} named /></li>)}</ul></>}</Pane>}
    <Meaning /></StaffingPage>;
}
/** One's own days. */
export function OwnAdherence() {
  const [day, choose] = useState<string | null>(null);
  const { data, error } = useGet<Told>(`/api/shifts/adherence${day === null ? '' : `?day=${day}`}`);
  const own = data?.people[0];
  return <><Problem error={error} />{data && <Pane className="wall__day" title={t('Planned and kept: {day}', { day: shortDay(data.day) })} end={<Days of={data} choose={choose} />}><div className="pane__body stack">
    {own && (own.planned.length > 0 || own.actual.length > 0) ? <><Legend /><One kept={own} of={data} /></> : <p>{t('Nothing was planned, and you were not there.')}</p>}
    <p className="small quiet">{t('Supervisors see the same. It is kept for three months.')}</p></div></Pane>}<Meaning /></>;
}
function Days({ of, choose }: { of: Told; choose: (day: string) => void }) {
  return <span className="row"><button className="btn btn--small" onClick={() => choose(plusDays(of.day, -1))}>{t('Day before')}</button><button className="btn btn--small" disabled={of.day >= of.today} onClick={() => choose(plusDays(of.day, 1))}>{t('Day after')}</button></span>;
}
/** The states are told apart by their height too. */
const Legend = () => <ul className="chart__legend small">{STATES.map((state) => <li className="row" key={state}><svg className="chart__key" viewBox="0 0 16 10" aria-hidden="true"><Bar state={state} x={0} width={16} y={0} height={10} /></svg>{stateName(state)}</li>)}<li className="quiet">{t('above as planned, below as it was')}</li></ul>;
function Bar({ state, x, width, y, height }: { state: string; x: number; width: number; y: number; height: number }) {
  const [tone, share] = ({ available: [1, 1], break: [3, 0.4], meal: [3, 0.7], training: [2, 1] } as Record<string, [number, number]>)[state] ?? [2, 0.2];
  return <rect className={`chart__fill--${tone} ${tone === 2 ? 'chart__band' : ''}`} x={x} width={Math.max(0.5, width)} y={y + height * (1 - share)} height={height * share} />;
}
function One({ kept, of, named = false }: { kept: Kept; of: Told; named?: boolean }) {
  const off = t('of {time} planned', { time: span(kept.plannedSeconds) });
  return <div className="stack adherence"><div className="row row--wrap apart">{named && <h3>{kept.deskName}</h3>}
    <dl className="row row--wrap adherence__figures">{([[t('Adherence'), percent(kept.adherence), kept.plannedSeconds > 0 ? `${span(kept.keptSeconds)} ${off}` : t('nothing planned')], [t('Conformance'), percent(kept.conformance), t('{time} worked', { time: span(kept.workedSeconds) })]] as const).map(([name, value, words]) => <div key={name}><dt className="small quiet">{name}</dt><dd><b className="num">{value}</b> <span className="small num">{words}</span></dd></div>)}</dl></div>
    <Strip kept={kept} of={of} />
    {kept.contactSeconds > 0 && <p className="small row"><Icon name="headset" />{t('{time} of it in a contact that went on: counted as kept', { time: span(kept.contactSeconds) })}</p>}
    <details><summary className="small">{named ? t('Times of {name}', { name: kept.deskName }) : t('Times')}</summary><div className="days small">{([[t('As planned'), kept.planned], [t('As it was'), kept.actual]] as const).map(([name, parts]) => <div key={name}><b>{name}</b>{parts.length === 0 ? <p>–</p> : <ul>{parts.map((one) => <li key={one.from}><span className="num">{clockTime(one.from)}–{clockTime(one.to)}</span> {stateName(one.state)}</li>)}</ul>}</div>)}</div></details></div>;
}
const [WIDE, LANE, GAP] = [960, 16, 4];
/** Two lanes over the day: above as planned, below as it was. The times stand below it in words. */
function Strip({ kept, of }: { kept: Kept; of: Told }) {
  const [from, to] = [Date.parse(of.from), Date.parse(of.to)];
  const x = (iso: string): number => ((Date.parse(iso) - from) / (to - from)) * WIDE;
  return <div className="adherence__strip" aria-hidden="true"><svg viewBox={`0 0 ${WIDE} ${2 * LANE + GAP}`} preserveAspectRatio="none">
    {[0.25, 0.5, 0.75].map((part) => <path key={part} className="chart__grid" d={`M${part * WIDE} 0V${2 * LANE + GAP}`} />)}
    {[kept.planned, kept.actual].map((parts, lane) => parts.map((one) => <Bar key={`${lane} ${one.from}`} state={one.state} x={x(one.from)} width={x(one.to) - x(one.from)} y={lane * (LANE + GAP)} height={LANE} />))}
    {of.day === of.today && <path className="chart__now" d={`M${x(of.asOf)} 0V${2 * LANE + GAP}`} />}</svg>
    <ol className="adherence__hours small quiet num">{[0, 6, 12, 18].map((hour) => <li key={hour}>{String(hour).padStart(2, '0')}</li>)}</ol></div>;
}
function Meaning() {
  return <details className="pane wall__day definitions"><summary className="pane__head"><h2>{t('What the figures mean')}</h2></summary><dl className="pane__body facts">
    <dt>{t('Adherence')}</dt><dd>{t('The time in which somebody was what was planned, of all planned time: available, break, meal and training each at its own time. Of today only what has passed.')}</dd>
    <dt>{t('Conformance')}</dt><dd>{t('How long somebody worked, of how long they were to be available, whenever that was. Over 100% is longer than planned.')}</dd>
    <dt>{t('In a contact')}</dt><dd>{t('Whoever is in a contact is where they should be: a talk that goes on into a break or beyond the shift counts as kept. Nobody leaves a child to be on time.')}</dd>
    <dt>{t('As planned')}</dt><dd>{t('The published rota with the swaps that were approved, and the breaks set under "Skills and breaks".')}</dd></dl></details>;
}
