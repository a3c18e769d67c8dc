import { expect, test } from 'vitest';
import { assign, DEFAULT_RULE, needsOf } from './routing.ts';
import type { Ready, RoutingRule, Waiting } from './routing.ts';
import { whyWaiting } from './supervision.ts';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 2, 15) + seconds * 1000);
const ready = (staffId: string, more: Partial<Ready> = {}): Ready => ({ staffId, languages: ['en'], skills: {}, since: at(0), calls: 0, chats: 0, chatsAtMost: 3, lately: 0, busy: false, pausedUntil: null, autoAccept: false, ...more });
const waits = (contactId: string, more: Partial<Waiting> = {}): Waiting => ({ contactId, channel: 'phone', language: 'en', waitingSince: at(0), passed: [], ...more });
const rule = (more: Partial<RoutingRule>): RoutingRule => ({ ...DEFAULT_RULE, ...more });
const who = (made: { staffId: string }[]): string[] => made.map((one) => one.staffId);

test('what the centre wishes for its callers is kept for its time; in a surge a quarter of it, and what is required always', () => {
  const wishes = rule({ surge: 'off', wishes: [{ language: 'en', channel: null, skill: 'children', level: 2, seconds: 60 }] });
  const picture = { waiting: [waits('1')], ready: [ready('a', { skills: { children: 1 } })], rule: wishes };
  expect(assign(picture, at(59))).toEqual([]);
  expect(who(assign(picture, at(60)))).toEqual(['a']);
  expect(who(assign({ ...picture, rule: { ...wishes, surge: 'on' } }, at(15)))).toEqual(['a']);
  expect(who(assign({ ...picture, ready: [...picture.ready, ready('b', { skills: { children: 3 } })] }, at(0)))).toEqual(['b']);
  const required = { ...picture, rule: rule({ surge: 'on', wishes: [{ language: null, channel: null, skill: 'children', level: 2, seconds: null }] }) };
  expect(assign(required, at(3_600))).toEqual([]);
  expect(whyWaiting(waits('1'), required.ready, required.rule, true, at(3_600))).toEqual({ why: 'needs-skill', skills: ['children'] });
});

test('of two wishes for one skill the stricter counts; what a counsellor marked is a need', () => {
  expect(needsOf(waits('1', { needs: [{ skill: 'legal', level: 1 }] }), rule({ wishes: [{ language: null, channel: null, skill: 'legal', level: 1, seconds: 30 }, { language: 'es', channel: null, skill: 'trauma', level: 1, seconds: 30 }] }), false)).toEqual([{ skill: 'legal', level: 1 }]);
});

test('a call is for its own site first and for all after the time of overflow; a closed site takes nothing and holds nobody', () => {
  const sites = rule({ overflowSeconds: 30 });
  const picture = { waiting: [waits('1', { engine: 'north' })], ready: [ready('south', { engine: 'south' })], rule: sites };
  expect(assign(picture, at(29))).toEqual([]);
  expect(who(assign(picture, at(30)))).toEqual(['south']);
  expect(who(assign({ ...picture, rule: { ...sites, closedSites: ['north'] } }, at(0)))).toEqual(['south']);
  expect(assign({ ...picture, rule: { ...sites, closedSites: ['south'] } }, at(60))).toEqual([]);
});

test('a cap an hour and a pause are kept; a surge lifts the cap and not the pause', () => {
  const capped = rule({ hourlyAtMost: 4, surge: 'off' });
  const picture = { waiting: [waits('1')], ready: [ready('a', { lately: 4 })], rule: capped };
  expect(assign(picture, at(1))).toEqual([]);
  expect(who(assign({ ...picture, rule: { ...capped, surge: 'auto', surgeFrom: 20 }, count: 20 }, at(1)))).toEqual(['a']);
  expect(assign({ ...picture, ready: [ready('a', { pausedUntil: at(10) })], rule: { ...capped, surge: 'on' } }, at(9))).toEqual([]);
});

test('nobody is counsellor and interpreter at once, and an interpreter is in one conversation', () => {
  const mam = ['1', '2'].map((id) => waits(id, { language: 'mam' }));
  const picture = { waiting: mam, ready: ['a', 'b', 'i'].map((id) => ready(id, { languages: ['es'] })), interpreters: [{ staffId: 'i', languages: new Set(['mam', 'es']), busy: false }] };
  expect(assign(picture, at(1))).toMatchObject([{ contactId: '1', staffId: 'a', interpreterId: 'i', because: { by: 'interpreter' } }]);
});
