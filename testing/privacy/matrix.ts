/** Two conversations with their cases, each full of canaries, and everybody who might ask for them. */
import { newId } from '#core/kernel';
import type { TestSystem } from '#testing/harness';

/** What is told, each with a value that stands nowhere else. */
export const KINDS = ['draft', 'callerMessage', 'counsellorMessage', 'name', 'phone', 'place', 'callbackNumber', 'answer', 'task', 'message'] as const;
export type Kind = (typeof KINDS)[number];
export type Relation = 'owner' | 'assigned' | 'recipient' | 'caller';
export interface Story { label: string; canaries: Record<Kind, string>; ids: Record<string, string> }
export interface Asker { name: string; cookie: string; /** What they are to each story; nothing where it is not named. */ of: Partial<Record<string, Relation>> }
export interface Answered { status: number; text: string }

/** One request as a browser of this centre makes it; of a stream that never ends, what comes in its first moment. */
export async function ask(it: TestSystem, cookie: string, method: string, path: string, body?: unknown): Promise<Answered & { cookies: string[] }> {
  const stream = path.endsWith('/events');
  const ending = new AbortController();
  let limit = setTimeout(() => ending.abort(new Error(`${method} ${path}: no answer in 20 s`)), 20_000);
  const response = await fetch(`${it.url}${path}`, { method, signal: ending.signal, headers: { origin: it.url, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  let text = JSON.stringify([...response.headers]);
  if (stream) {
    clearTimeout(limit);
    limit = setTimeout(() => ending.abort(), 150);
  }
  try {
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) text += part;
  } catch (error) {
    if (!stream) throw error;
  } finally {
    clearTimeout(limit);
  }
  return { status: response.status, text, cookies: response.headers.getSetCookie() };
}

export async function seed(it: TestSystem): Promise<{ stories: Story[]; askers: Asker[] }> {
  const must = async (cookie: string, method: string, path: string, body?: unknown): Promise<any> => {
    const answer = await ask(it, cookie, method, path, body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(-300)}`);
    return { ...JSON.parse(answer.text.slice(answer.text.indexOf(']]') + 2)), cookies: answer.cookies };
  };
  const [ana, bo, cy, moss] = [await it.signIn('counsellor', ['en'], 'Ana'), await it.signIn('counsellor', ['en'], 'Bo'), await it.signIn('case_worker', ['en'], 'Cy'), await it.signIn('case_worker', ['en'], 'Moss')];
  const supervisor = await it.signIn('supervisor', ['en'], 'Sam');
  const { services } = await must(ana.cookie, 'GET', '/api/directory');
  const able = services.filter((s: any) => s.enforcementParticipation === null && !s.residential);
  const stories: Story[] = [];
  const askers: Asker[] = [];
  for (const [label, owner, worker, service] of [['A', ana, cy, able[0]], ['B', bo, moss, able.find((s: any) => s.organizationId !== able[0].organizationId)]] as const) {
    const canary = (kind: string): string => `canary${label}${kind}${newId(it.clock, it.system.random).slice(-8)}`;
    const digits = label === 'A' ? '2025550171' : '2025550182';
    const canaries = Object.fromEntries(KINDS.map((kind) => [kind, kind === 'callbackNumber' ? digits : canary(kind)])) as Record<Kind, string>;
    await must(owner.cookie, 'PUT', '/api/presence', { state: 'available' });
    const begun = await must('', 'POST', '/api/public/chat', { language: 'en' });
    const chat = begun.cookies.map((c: string) => c.split(';')[0]).join('; ');
    await must(chat, 'POST', '/api/public/chat/messages', { clientId: newId(it.clock, it.system.random), text: canaries.callerMessage });
    await it.drain();
    const { offer } = await must(owner.cookie, 'GET', '/api/now');
    const { contactId } = await must(owner.cookie, 'POST', `/api/offers/${offer.id}/accept`);
    await must(owner.cookie, 'PUT', '/api/presence', { state: 'break' });
    await must(owner.cookie, 'POST', `/api/contacts/${contactId}/messages`, { clientId: newId(it.clock, it.system.random), text: canaries.counsellorMessage });
    await must(owner.cookie, 'PUT', `/api/contacts/${contactId}/draft`, { revision: 0, form: { reasons: [], safety: {}, notes: [{ at: 1, text: canaries.draft }] } });
    const { caseNumber } = await must(owner.cookie, 'POST', `/api/contacts/${contactId}/case`);
    const at = `/api/cases/${caseNumber}`;
    const { id: personId } = await must(owner.cookie, 'POST', `${at}/persons`, { role: 'child', languages: ['es'] });
    for (const field of ['name', 'phone'] as const) await must(owner.cookie, 'PUT', `${at}/persons/${personId}/fields/${field}`, { value: canaries[field] });
    await must(owner.cookie, 'PUT', `${at}/persons/${personId}/place`, { text: canaries.place });
    const { id: askId } = await must(owner.cookie, 'POST', `${at}/persons/${personId}/place/asks`, { purpose: 'service-referral', recipient: 'Synthetic Child Services' });
    const { id: taskId } = await must(owner.cookie, 'POST', `${at}/tasks`, { title: canaries.task, dueAt: it.clock.now().toISOString() });
    await must(supervisor.cookie, 'POST', `${at}/assign`, { staffId: worker.id });
    const { number } = await must(owner.cookie, 'POST', `${at}/referrals`, {
      serviceAtLocationId: service.serviceAtLocationId, need: service.needs[0], urgency: 'today', fields: [{ personId, field: 'name' }, { personId, field: 'phone' }], consent: { by: 'the child', how: 'in the chat', saidAt: it.clock.now().toISOString() },
    });
    const partner = await it.signInPartner(service.organizationId);
    await must(partner.cookie, 'POST', `/api/partner/referrals/${number}/accept`);
    await must(partner.cookie, 'POST', `/api/partner/referrals/${number}/outcome`, { outcome: 'in_service', text: canaries.answer });
    await must(owner.cookie, 'POST', `/api/referrals/${number}/messages`, { clientId: newId(it.clock, it.system.random), text: canaries.message });
    await must('', 'POST', '/api/public/callback', { number: digits, language: 'en' });
    const { callbacks } = await must(owner.cookie, 'GET', '/api/callbacks');
    stories.push({ label, canaries, ids: {
      contactId, caseNumber, personId, taskId, askId, number, offerId: offer.id, callbackId: callbacks.at(-1).id, serviceAtLocationId: service.serviceAtLocationId, need: service.needs[0], organizationId: service.organizationId,
      partyId: contactId, documentId: personId, blockId: contactId, lineId: contactId, staffId: worker.id, language: 'en', version: '1', field: 'name', id: personId, recordingId: personId, position: '0', seq: '1', day: '2026-03-01', shiftId: personId, secret: 'wrong',
    } });
    askers.push({ name: `owner ${label}`, cookie: owner.cookie, of: { [label]: 'owner' } }, { name: `case worker ${label}`, cookie: worker.cookie, of: { [label]: 'assigned' } },
      { name: `partner ${label}`, cookie: partner.cookie, of: { [label]: 'recipient' } }, { name: `caller ${label}`, cookie: chat, of: { [label]: 'caller' } });
  }
  askers.push({ name: 'nobody', cookie: '', of: {} }, { name: 'supervisor', cookie: supervisor.cookie, of: {} });
  for (const role of ['counsellor', 'case_worker', 'interpreter', 'data_protection_officer', 'administrator'] as const) askers.push({ name: `another ${role}`, cookie: (await it.signIn(role, ['en'], 'Other')).cookie, of: {} });
  askers.push({ name: 'somebody with every role', cookie: (await it.signIn(['counsellor', 'case_worker', 'interpreter', 'supervisor', 'data_protection_officer', 'administrator'], ['en'], 'All')).cookie, of: {} });
  askers.push({ name: 'another partner', cookie: (await it.signInPartner(services.find((s: any) => s.enforcementParticipation !== null)?.organizationId ?? able[2].organizationId)).cookie, of: {} });
  return { stories, askers };
}

/** A value that a schema lets through; the story's own ids and plain words where a name asks for them. */
export function plausible(schema: any, story: Story, name = ''): unknown {
  const known: Record<string, unknown> = {
    purpose: 'care-continuity', value: 'changed', revision: 1, form: { reasons: [], safety: {}, notes: [] }, clientId: '00000000-0000-4000-8000-00000000000a', dueAt: '2026-04-01T10:00:00Z', fields: [{ personId: story.ids['personId'], field: 'name' }],
    consent: { by: 'the child', how: 'in the chat', saidAt: '2026-03-02T14:00:00Z' }, role: 'child', recipient: 'Synthetic', text: 'Synthetic.', outcome: 'done', number: '2025550199', personId: story.ids['personId'],
  };
  if (name in known) return known[name];
  if (name in story.ids && schema.type === 'string') return story.ids[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf) return plausible(schema.anyOf[0], story, name);
  switch (schema.type) {
    case 'object': return Object.fromEntries((schema.required ?? []).map((key: string) => [key, plausible(schema.properties[key], story, key)]));
    case 'array': return Array.from({ length: schema.minItems ?? 0 }, () => plausible(schema.items, story));
    case 'boolean': return false;
    case 'integer': case 'number': return schema.minimum ?? 0;
    case 'string': return 'en'.padEnd(schema.minLength ?? 2, 'n');
    default: return null;
  }
}
