/** The agency about itself: its figures, room and hours of its services, its people. Nothing here is about a child. */
import { el } from './element.ts';
import type { en } from './texts.ts';
import { wire } from './wire.ts';
import type { Colleague, Figures, Hours, Service } from './wire.ts';

export interface AgencyData { figures: Figures; services: Service[]; longest: Record<string, number>; people: Colleague[] }
export interface AgencyPage {
  t: typeof en;
  roles: readonly string[];
  when(iso: string): string;
  /** Runs one act, reads the page anew, and says `done` where it went well. */
  act(work: () => Promise<unknown>, done?: string): void;
  /** The link of somebody who was just invited. */
  link: string;
  invited(link: string): void;
}
const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const ROLES = ['manages', 'answers', 'reads'];
const FIGURES = ['sent', 'openNow', 'inTime', 'late', 'unanswered', 'accepted', 'declined', 'waitlisted', 'reported', 'helped', 'partly_helped', 'not_reached', 'no_longer_wanted', 'could_not_help'];

export async function readAgency(): Promise<AgencyData> {
  const [figures, { services, longest }, { people }] = await Promise.all([wire.figures(), wire.services(), wire.people()]);
  return { figures, services, longest, people };
}

const pane = (title: string, ...body: (Node | null)[]): HTMLElement => el('section', { class: 'pane stack' }, el('h2', {}, title), ...body);
const span = (seconds: number): string => (seconds < 3600 ? `${Math.round(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`);
let ids = 0;
function field(label: string, control: HTMLElement): HTMLElement {
  control.id = `field-${++ids}`;
  return el('div', { class: 'field' }, el('label', { for: control.id }, label), control);
}
const input = (attributes: Record<string, string | boolean>): HTMLInputElement => el('input', { class: 'input', ...attributes }) as HTMLInputElement;

export function agencyPage(page: AgencyPage, data: AgencyData): Node[] {
  return [el('div', { class: 'columns' }, el('div', { class: 'stack' }, ...data.services.map((s) => service(page, s, data.longest))), el('div', { class: 'stack' }, figures(page, data.figures), people(page, data.people)))];
}

function figures({ t }: AgencyPage, f: Figures): HTMLElement {
  const medians = [[t.medianAccept, f['medianAcceptSeconds']], [t.medianAnswer, f['medianAnswerSeconds']]] as const;
  return pane(t.figures, el('dl', { class: 'tight' }, ...FIGURES.map((key) => el('div', {}, el('dt', {}, t.figure[key] ?? key), el('dd', {}, String(f[key] ?? 0))))), ...medians.map(([text, v]) => (v === null || v === undefined ? null : el('p', { class: 'small' }, `${text} ${span(v)}.`))));
}

function service(page: AgencyPage, s: Service, longest: Record<string, number>): HTMLElement {
  const { t } = page;
  const keeps = page.roles.includes('manages') || page.roles.includes('answers');
  const radio = ([value, label]: [string, string]): HTMLElement => el('label', { class: 'choice' }, el('input', { type: 'radio', name: `capacity-${s.id}`, value, checked: s.capacity === value, disabled: !keeps }), label);
  const refers = el('input', { type: 'checkbox', checked: s.refers !== false, disabled: !keeps }) as HTMLInputElement;
  const own = el('input', { type: 'checkbox', checked: s.hours !== null, disabled: !keeps, change: () => { times.hidden = !own.checked; } }) as HTMLInputElement;
  const at = (day: string): Hours | undefined => s.hours?.find((h) => h.day.split(',').includes(day));
  const days = DAYS.map((day) => ({ day, from: input({ type: 'time', value: at(day)?.from ?? '', 'aria-label': `${t.days[day]} ${t.from}`, disabled: !keeps }), to: input({ type: 'time', value: at(day)?.to ?? '', 'aria-label': `${t.days[day]} ${t.to}`, disabled: !keeps }) }));
  const times = el('div', { class: 'week', hidden: s.hours === null }, ...days.map((d) => el('div', { class: 'week__day' }, el('span', {}, t.days[d.day]!), d.from, el('span', { class: 'quiet' }, t.to), d.to)));
  const minutes = ['now', 'today', 'week'].map((u) => ({ u, control: input({ type: 'number', min: '5', max: String(longest[u]), required: true, value: String(s.minutes[u]), disabled: !keeps }) }));
  const form = el('form', { class: 'stack', submit: (event) => {
    event.preventDefault();
    const capacity = new FormData(event.target as HTMLFormElement).get(`capacity-${s.id}`);
    const hours = own.checked ? days.filter((d) => d.from.value !== '' && d.to.value !== '').map((d) => ({ day: d.day, from: d.from.value, to: d.to.value })) : null;
    page.act(() => wire.keep(s.id, { capacity: typeof capacity === 'string' ? capacity : null, refers: refers.checked, hours, minutes: Object.fromEntries(minutes.map(({ u, control }) => [u, Number(control.value)])) }), t.saved);
  } }, el('fieldset', { class: 'picks' }, el('legend', {}, t.capacity), ...Object.entries(t.capacities).map(radio)), el('label', { class: 'choice' }, refers, t.refers),
    el('fieldset', { class: 'three' }, el('legend', {}, t.deadline), ...minutes.map(({ u, control }) => field(t.urgencies[u]!, control))), el('fieldset', { class: 'stack' }, el('legend', {}, t.ownHours), el('label', { class: 'choice' }, own, t.ownHoursOn), times),
    keeps ? el('button', { class: 'btn btn--act' }, t.save) : null);
  return pane(s.name, el('p', { class: 'quiet small' }, s.capacityAt && s.saidByService ? `${t.said}: ${page.when(s.capacityAt)}` : t.saidNever), form);
}

function people(page: AgencyPage, all: Colleague[]): HTMLElement {
  const { t, act } = page;
  const manages = page.roles.includes('manages');
  const row = (p: Colleague): HTMLElement => el('li', { class: 'stack' }, el('p', {}, el('b', {}, p.deskName), ` ${[p.you ? t.you : '', p.disabled ? t.off : p.enrolled ? '' : t.notYet].filter(Boolean).join(', ')}`),
    el('div', { class: 'row' }, ...ROLES.map((role) => el('label', { class: 'choice' }, el('input', { type: 'checkbox', checked: p.roles.includes(role), disabled: !manages || p.disabled, 'aria-label': `${p.deskName}: ${t.roles[role]}`,
      change: (event) => { const on = (event.target as HTMLInputElement).checked; act(() => wire.change(p.id, { roles: ROLES.filter((r) => (r === role ? on : p.roles.includes(r))) })); } }), t.roles[role]!)),
      manages ? el('button', { class: 'btn btn--small', type: 'button', click: () => act(() => wire.change(p.id, { disabled: !p.disabled })) }, p.disabled ? t.giveBack : t.takeAway) : null));
  const name = input({ required: true, maxlength: '60', autocomplete: 'off' });
  const invite = el('form', { class: 'stack', submit: (event) => {
    event.preventDefault();
    const roles = new FormData(event.target as HTMLFormElement).getAll('role').map(String);
    act(async () => page.invited((await wire.invite(name.value.trim(), roles)).link));
  } }, field(t.deskName, name), el('div', { class: 'row' }, ...ROLES.map((role) => el('label', { class: 'choice' }, el('input', { type: 'checkbox', name: 'role', value: role, checked: role === 'answers' }), t.roles[role]!))), el('p', { class: 'quiet small' }, t.inviteHint), el('button', { class: 'btn' }, t.invite));
  return pane(t.people, el('p', { class: 'quiet small' }, t.rolesHint), el('ul', { class: 'stack' }, ...all.map(row)), ...(manages ? [invite] : []), page.link === '' ? null : el('p', { class: 'note', role: 'status' }, el('b', {}, `${t.linkIs}: `), el('code', { class: 'link' }, page.link)));
}
