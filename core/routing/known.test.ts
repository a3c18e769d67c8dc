import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveEvent } from '../kernel/index.ts';
import { Known } from './known.ts';
import type { InLine, ReadyRow } from './repository.ts';
import { assign, DEFAULT_RULE } from './routing.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 2, 15) + seconds * 1000);
const person = (staffId: string, more: Partial<ReadyRow> = {}): ReadyRow => ({ staffId, languages: ['en'], skills: {}, since: at(0), calls: 0, chats: 0, chatsAtMost: 3, lately: 0, busy: false, pausedUntil: null, autoAccept: false, until: null, ...more });
const caller = (contactId: string, more: Partial<InLine> = {}): InLine => ({ contactId, channel: 'phone', language: 'en', waitingSince: at(0), passed: [], reach: null, ...more });
const settings = { rule: { ...DEFAULT_RULE, surgeFrom: 3, wishes: [{ language: 'en', channel: null, skill: 'children', level: 1, seconds: 40 }] }, gone: [] };

const [STAFF, CONTACTS] = [['a', 'b', 'c', 'd'], ['1', '2', '3', '4', '5']];
const change = fc.oneof(
  fc.record({ do: fc.constant('waits' as const), id: fc.constantFrom(...CONTACTS), language: fc.constantFrom('en', 'es'), channel: fc.constantFrom('phone' as const, 'chat' as const), credit: fc.constantFrom(0, 600), passed: fc.option(fc.constantFrom(...STAFF), { nil: undefined }) }),
  fc.record({ do: fc.constant('ready' as const), id: fc.constantFrom(...STAFF), languages: fc.subarray(['en', 'es'], { minLength: 1 }), children: fc.boolean(), busy: fc.boolean(), chats: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('moves' as const), id: fc.constantFrom(...CONTACTS), hint: fc.constantFrom('connecting', 'abandoned', 'closed') }),
  fc.record({ do: fc.constant('leaves' as const), id: fc.constantFrom(...STAFF) }),
  fc.record({ do: fc.constant('later' as const), seconds: fc.integer({ min: 1, max: 30 }) }),
  fc.constant({ do: 'decide' as const }),
);

test('over ten thousand histories what is told event by event decides as a board made anew from everything, also when events come late', { timeout: 120_000 }, () => {
  fc.assert(fc.property(fc.array(fc.tuple(change, fc.boolean()), { maxLength: 30 }), (history) => {
    const known = new Known();
    const line = new Map<string, InLine>();
    const people = new Map<string, ReadyRow>();
    known.asks(at(0));
    known.learnAll({ ready: [], line: [] }, settings);
    let now = 0;
    const late: LiveEvent[] = [];
    const tell = (event: LiveEvent, isLate: boolean): void => {
      late.push(event);
      if (!isLate) late.splice(0).forEach((one) => known.hear(one));
    };
    for (const [step, isLate] of history) {
      if (step.do === 'waits') {
        line.set(step.id, caller(step.id, { language: step.language, channel: step.channel, waitingSince: at(now), credit: step.credit, passed: step.passed === undefined ? [] : [{ staffId: step.passed, at: at(now) }] }));
        tell({ topic: `contact:${step.id}`, hint: 'waiting' }, isLate);
      } else if (step.do === 'ready') {
        people.set(step.id, person(step.id, { languages: step.languages, skills: step.children ? { children: 2 } : {}, busy: step.busy, chats: step.chats, since: at(now) }));
        tell({ topic: `staff:${step.id}`, hint: 'presence' }, isLate);
      } else if (step.do === 'moves') {
        line.delete(step.id);
        tell({ topic: `contact:${step.id}`, hint: step.hint }, isLate);
      } else if (step.do === 'leaves') {
        people.delete(step.id);
        tell({ topic: `staff:${step.id}`, hint: 'presence' }, isLate);
      } else if (step.do === 'later') now += step.seconds;
      else {
        // An event that has not come yet: whoever is chosen by what is not true any more is noticed.
        const read = (asked: { staff: readonly string[]; contacts: readonly string[] }) => ({ ready: asked.staff.flatMap((id) => people.get(id) ?? []), line: asked.contacts.flatMap((id) => line.get(id) ?? []) });
        const behind = known.asks(at(now));
        known.learn(behind, read(behind));
        const maybe = known.choose(at(now));
        const right = maybe.filter((one) => known.holds(one, people.get(one.staffId), line.get(one.contactId), undefined));
        for (const one of right) {
          expect(people.get(one.staffId)?.busy).toBe(false);
          expect(people.get(one.staffId)?.languages).toContain(line.get(one.contactId)?.language);
        }
        known.chosen(maybe, new Set());
        // All of them have come: the same decisions as from everything.
        late.splice(0).forEach((one) => known.hear(one));
        const asked = known.asks(at(now));
        known.learn(asked, read(asked));
        for (const [ids, rows, kind] of [[known.between('', null, 'staff'), [...people.values()], 'staff'], [known.between('', null, 'contacts'), [...line.values()], 'contacts']] as const) expect(known.differing(ids, rows, kind, at(now))).toEqual([]);
        const decided = known.choose(at(now));
        expect(decided).toEqual(assign({ waiting: [...line.values()], ready: [...people.values()], rule: settings.rule }, at(now)));
        for (const one of decided) {
          line.delete(one.contactId);
          people.set(one.staffId, { ...people.get(one.staffId)!, busy: true });
          tell({ topic: `contact:${one.contactId}`, hint: 'connecting' }, isLate);
          tell({ topic: `staff:${one.staffId}`, hint: 'connecting' }, isLate);
        }
        known.chosen(decided, new Set(decided.map((one) => one.contactId)));
      }
    }
  }), { numRuns: Number(process.env['HAVENLINE_RUNS'] ?? 10_000) });
});

test('an event that comes while somebody is read is newer than the reading, and who reads differently by time alone is read when that time comes', () => {
  const known = new Known();
  known.asks(at(0));
  known.learnAll({ ready: [person('a', { busy: true, until: at(60) })], line: [caller('1')] }, settings);
  known.hear({ topic: 'contact:1', hint: 'pulled' });
  const asked = known.asks(at(1));
  expect(asked).toEqual({ staff: [], contacts: ['1'] });
  known.hear({ topic: 'contact:1', hint: 'abandoned' });
  known.learn(asked, { ready: [], line: [caller('1')] });
  expect(known.asks(at(2))).toEqual({ staff: [], contacts: ['1'] });
  known.learn({ staff: [], contacts: ['1'] }, { ready: [], line: [] });
  expect(known.waiting).toBe(0);
  expect(known.asks(at(60))).toEqual({ staff: ['a'], contacts: [] });
  known.ask({ staff: ['a'], contacts: [] });
  known.hear({ topic: 'hello' });
  expect(known.isUnread).toBe(true);
});
