/** The few requests of the portal. */
export interface Row { number: string; service: string; state: string; dueAt: string; urgency: string; waitlistUntil: string | null }
export interface Referral extends Row { need: string; fields: { label: string; value: string }[]; notice: string; readableUntil: string }
export interface Message { id: string; side: 'centre' | 'service'; mine: boolean; at: string; text: string }
export interface Colleague { id: string; deskName: string; roles: string[]; enrolled: boolean; disabled: boolean; you: boolean }
export interface Hours { day: string; from: string; to: string }
export interface Service { id: string; name: string; capacity: string | null; refers: boolean | null; capacityAt: string | null; saidByService: boolean; hours: Hours[] | null; hoursAt: string | null; minutes: Record<string, number> }
export type Figures = Record<string, number | null>;
/** What was given to the organization, while it may be read. */
export interface Given { number: string; purpose: string; expiresAt: string }
export interface Document extends Given { fields: { label: string; value: string }[]; bytes: string; sha256: string; notice: string }
export interface Me { kind: string; deskName: string; organizationName?: string; partnerRoles?: string[]; practice: boolean }

/** An answer that was not fine; `code` is the server's stable error code. */
export class Refused extends Error {
  status: number;
  code: string;
  constructor(status: number, code: string) { super(code); this.status = status; this.code = code; }
}

async function call<T>(path: string, body?: unknown, method = 'POST'): Promise<T> {
  const answer = await fetch(`/api${path}`, body === undefined ? {} : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const value = (await answer.json().catch(() => ({}))) as T & { code?: string };
  if (!answer.ok) throw new Refused(answer.status, value.code ?? '');
  return value;
}
const one = (number: string): string => `/partner/referrals/${encodeURIComponent(number)}`;

export const wire = {
  me: () => call<Me>('/me'),
  beginEnrolment: (token: string) => call<{ options: object; deskName: string; kind: string }>('/enrolment/options', { token }),
  enrol: (token: string, response: object) => call<{ me: Me }>('/enrolment', { token, response }),
  beginSignIn: () => call<{ options: object; ceremonyId: string }>('/sign-in/options', {}),
  signIn: (ceremonyId: string, response: object) => call<{ me: Me }>('/sign-in', { ceremonyId, response }),
  signOut: () => call('/sign-out', {}),
  list: () => call<{ referrals: Row[] }>('/partner/referrals'),
  read: (number: string) => call<Referral>(one(number)),
  given: () => call<{ disclosures: Given[] }>('/partner/disclosures'),
  document: (number: string) => call<Document>(`/partner/disclosures/${encodeURIComponent(number)}`),
  accept: (number: string) => call(`${one(number)}/accept`, {}),
  decline: (number: string, why: string, reason: string) => call(`${one(number)}/decline`, { why, reason }),
  waitlist: (number: string, until: string, text: string) => call(`${one(number)}/waitlist`, { until, text }),
  messages: (number: string) => call<{ messages: Message[] }>(`${one(number)}/messages`),
  write: (number: string, clientId: string, text: string) => call(`${one(number)}/messages`, { clientId, text }),
  services: () => call<{ services: Service[]; longest: Record<string, number> }>('/partner/services'),
  keep: (id: string, kept: object) => call(`/partner/services/${encodeURIComponent(id)}`, kept, 'PUT'),
  figures: () => call<Figures>('/partner/figures'),
  people: () => call<{ people: Colleague[] }>('/partner/people'),
  invite: (deskName: string, roles: string[]) => call<{ link: string }>('/partner/people', { deskName, roles }),
  change: (id: string, to: object) => call(`/partner/people/${encodeURIComponent(id)}`, to),
  report: (number: string, outcome: string, text: string) => call(`${one(number)}/outcome`, { outcome, text }),
};
