import fc from 'fast-check';
import { expect, test } from 'vitest';
import { againstSchema, codesOf } from '#testing/fhir';
import { answersTo, CANCEL, fhirBundle, foundTaskId, NUMBER_SYSTEM, readTask, statusShown, taskIdOf } from './fhir.ts';
import type { FhirReferral } from './fhir.ts';
import { after, move, STATES, UNANSWERED } from './referral.ts';
import type { ReferralState } from './referral.ts';

const at = new Date('2026-03-02T15:00:00Z');
const referral: FhirReferral = {
  id: '019c18a5-1d00-7430-a3d3-4d20442bcb73', at, number: 'RF-1111-2222', dueAt: at, need: 'A lawyer', urgency: 'today', notice: 'Synthetic notice', owner: 'Example Agency', aboutPerson: 'p1',
  fields: [
    { personId: 'p1', field: 'name', label: 'Name (child)', value: 'Synthetic Sample Child' }, { personId: 'p1', field: 'languages', label: 'Languages (child)', value: 'es, mam' }, { personId: 'p1', field: 'ageBand', label: 'Age (child)', value: '9-12' },
    { personId: 'p2', field: 'phone', label: 'Phone (parent)', value: '+1 555 0100' },
  ],
};
const resources = (bytes: string) => JSON.parse(bytes).entry.map((e: any) => e.resource);

test('what is sent is a Bundle of R4 by the official schema, whatever was chosen, and the schema does find what is wrong', { timeout: 60_000 }, () => {
  expect(againstSchema(fhirBundle(referral))).toEqual([]);
  const text = fc.string({ minLength: 1, maxLength: 30 }).filter((s) => /\S/.test(s)).map((s) => `x${s.trim()}`);
  const field = fc.record({ personId: fc.constantFrom('p1', 'p2', 'p3'), field: fc.constantFrom('name', 'phone', 'ageBand', 'languages'), label: fc.constantFrom('Name (child)', 'Phone (parent)', 'Age (sibling)'), value: fc.constantFrom('es', 'es, quc', '9-12', '+1 555 0100') });
  fc.assert(fc.property(fc.array(field, { maxLength: 8 }), fc.constantFrom('now' as const, 'today' as const, 'week' as const), text, (fields, urgency, need) => {
    expect(againstSchema(fhirBundle({ ...referral, fields, urgency, need }))).toEqual([]);
  }), { numRuns: 60 });
  expect(againstSchema(fhirBundle(referral).replace('"resourceType":"Patient"', '"resourceType":"Patient","whereabouts":"x"'))).not.toEqual([]);
  expect(againstSchema(fhirBundle({ ...referral, fields: [] }).replace('"status":"requested"', '"status":7'))).not.toEqual([]);
});

test('everything that was previewed is in it and nothing else of anybody; the same delivery is the same bytes', () => {
  const bytes = fhirBundle(referral);
  expect(bytes).toBe(fhirBundle(referral));
  const [patient, parent, request, task] = resources(bytes);
  expect(patient).toEqual({ resourceType: 'Patient', meta: expect.anything(), identifier: [{ system: NUMBER_SYSTEM, value: 'RF-1111-2222' }], name: [{ text: 'Synthetic Sample Child' }], communication: ['es', 'mam'].map((code) => ({ language: { coding: [{ system: 'urn:ietf:bcp:47', code }], text: code } })) });
  expect(parent).toMatchObject({ resourceType: 'RelatedPerson', relationship: [{ text: 'parent' }], telecom: [{ system: 'phone', value: '+1 555 0100' }] });
  expect(Object.keys(parent).sort()).toEqual(['identifier', 'meta', 'patient', 'relationship', 'resourceType', 'telecom']);
  expect(request).toMatchObject({ status: 'active', code: { text: 'A lawyer' }, priority: 'asap', note: [{ text: 'Age (child): 9-12' }] });
  expect(task).toMatchObject({ status: 'requested', intent: 'order', note: [{ text: 'Synthetic notice' }], restriction: { period: { end: at.toISOString() } } });
  expect(bytes).not.toMatch(/p1|p2|birthDate|gender|address/);
  // Of somebody of whom nothing was chosen there is a Patient without anything.
  expect(Object.keys(resources(fhirBundle({ ...referral, fields: [] }))[0])).toEqual(['resourceType', 'meta', 'identifier']);
});

test('the codes that are sent are those of the standard', { timeout: 30_000 }, () => {
  const task = resources(fhirBundle(referral)).at(-1);
  for (const { system, code } of [...task.meta.security, ...task.code.coding]) expect([...codesOf(system)], system).toContain(code);
  expect([...codesOf('http://hl7.org/fhir/task-status')]).toEqual(expect.arrayContaining(['requested', 'received', 'accepted', 'rejected', 'in-progress', 'completed', 'failed', 'cancelled']));
  expect(JSON.parse(CANCEL)).toEqual([{ op: 'replace', path: '/status', value: 'cancelled' }]);
});

const said = (status: string, codes: string[] = [], text = '') => ({ status, codes, text });
const through = (state: ReferralState, status: string): ReferralState => {
  const reading = answersTo(said(status), state);
  return reading.kind === 'unclear' ? state : reading.answers.reduce<ReferralState>((s, a) => (a.kind === 'received' ? move(s, 'receive') : after(s, a)), state);
};

test('from wherever a referral is, what the Task says is done by moves that are possible, and said again it is nothing', () => {
  const live = STATES.filter((s) => !['draft', 'declined', 'outcome', 'revoked', 'expired'].includes(s));
  for (const state of live) {
    for (const status of codesOf('http://hl7.org/fhir/task-status')) {
      const next = through(state, status);
      if (live.includes(next)) expect([state, status, through(next, status)]).toEqual([state, status, next]);
    }
    expect(through(state, 'completed')).toBe('outcome');
    expect(through(state, 'in-progress')).toBe('in_service');
  }
  expect(through('sent', 'accepted')).toBe('accepted');
  for (const state of UNANSWERED) expect(through(state, 'rejected')).toBe('declined');
  for (const status of ['on-hold', 'ready', 'entered-in-error', 'Accepted', '', 'x'.repeat(40)]) expect(answersTo(said(status), 'received')).toEqual({ kind: 'unclear' });
  expect(answersTo(said('rejected'), 'accepted')).toEqual({ kind: 'unclear' });
});

test('words of our own lists in businessStatus and statusReason are taken; other words go with the answer', () => {
  expect(answersTo(said('rejected', ['full'], 'No bed'), 'sent')).toEqual({ kind: 'answers', answers: [{ kind: 'decline', why: 'full', reason: 'No bed' }] });
  expect(answersTo(said('completed', ['partly_helped'], 'Two talks'), 'in_service')).toEqual({ kind: 'answers', answers: [{ kind: 'report', outcome: 'partly_helped', text: 'Two talks' }] });
  expect(answersTo(said('failed'), 'accepted')).toMatchObject({ answers: [{ outcome: 'could_not_help' }] });
});

test('no bytes of a partner do harm: what is no Task of this referral is nothing, ids and words are held in bounds', () => {
  const task = (more: object) => JSON.stringify({ resourceType: 'Task', status: 'accepted', identifier: [{ system: NUMBER_SYSTEM, value: 'RF-1111-2222' }], ...more });
  expect(readTask(task({ businessStatus: { text: 'a\u0000b' }, statusReason: { coding: [{ code: 'full', display: 'Full' }] } }), 'RF-1111-2222')).toEqual({ status: 'accepted', codes: ['full'], text: 'a b. Full' });
  expect(readTask(task({ businessStatus: { text: 'x'.repeat(5_000) } }), 'RF-1111-2222')!.text).toHaveLength(1_000);
  for (const wrong of ['', 'null', '[]', '{"resourceType":"Patient"}', task({ status: 7 }), task({ identifier: [{ system: NUMBER_SYSTEM, value: 'RF-9999-9999' }] }), task({ identifier: 'x' })]) expect(readTask(wrong, 'RF-1111-2222')).toBeUndefined();
  const answer = (location: unknown) => JSON.stringify({ entry: [{ response: { location } }] });
  expect(taskIdOf(answer('https://partner.test/fhir/Task/12/_history/1'))).toBe('12');
  for (const location of ['Patient/12', 'Task/../../x', 'Task/a b', 7, undefined, `Task/${'1'.repeat(65)}`]) expect(taskIdOf(answer(location))).toBeUndefined();
  expect(foundTaskId(JSON.stringify({ entry: [{ resource: { resourceType: 'Task', id: '9' } }] }))).toBe('9');
  expect(foundTaskId(JSON.stringify({ entry: [1, 2].map((id) => ({ resource: { resourceType: 'Task', id: String(id) } })) }))).toBeUndefined();
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (bytes) => { readTask(bytes, 'RF-1111-2222'); taskIdOf(bytes); foundTaskId(bytes); }));
  expect([statusShown('on-hold'), statusShown('<b>call 555</b>')]).toEqual(['"on-hold"', 'something that is no status']);
});
