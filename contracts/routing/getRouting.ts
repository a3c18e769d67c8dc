import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { RoutingRule } from './shapes.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
/** Skills and breaks of people, and what the centre wants of routing. */
export const getRouting = operation({
  name: 'getRouting',
  summary: 'Skills and breaks of people, and what the centre wants of routing',
  method: 'GET',
  path: '/api/routing',
  callers: ['supervisor', 'administrator'],
  result: Type.Object({
    rule: RoutingRule,
    sites: Type.Array(Type.String()),
    people: Type.Array(Type.Object({
      staffId: Type.String(), deskName: Type.String(), languages: Type.Array(Type.String()), skills: Type.Record(Type.String(), Type.Integer()), chatsAtMost: Type.Integer(), presence: Type.String(), lost: Type.Boolean(), pausedUntil: maybe, pauseWhy: maybe,
      breaks: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), from: Type.String(), to: Type.String() })),
    })),
  }),
  errors: [],
});
