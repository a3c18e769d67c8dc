import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Day, Rules } from './kinds.ts';

/** A rota with everybody’s shifts and the hours it leaves open; without an id the newest. */
export const getRota = operation({
  name: 'getRota',
  summary: 'Rotas, the one asked for, the rules, swaps to decide',
  method: 'GET',
  path: '/api/staffing/rota',
  callers: ['supervisor'],
  query: Type.Object({ id: Type.Optional(Type.String()) }),
  result: Type.Object({
    today: Day, rules: Rules, rotas: Type.Array(Type.Object({ id: Type.String(), fromDay: Day, days: Type.Integer(), state: Type.String(), madeAt: Type.String() })),
    swaps: Type.Array(Type.Object({ id: Type.String(), from: Type.String(), to: Type.String(), state: Type.String(), day: Day, begins: Type.Integer(), hours: Type.Integer() })),
    rota: Type.Union([Type.Null(), Type.Object({
      id: Type.String(), fromDay: Day, days: Type.Integer(), state: Type.String(), gap: Type.Number(), unwished: Type.Integer(),
      gaps: Type.Array(Type.Object({ day: Type.Integer(), hour: Type.Integer(), skills: Type.Array(Type.String()), missing: Type.Number() })), need: Type.Record(Type.String(), Type.Array(Type.Array(Type.Number()))),
      people: Type.Array(Type.Object({ staffId: Type.String(), deskName: Type.String(), languages: Type.Array(Type.String()), shifts: Type.Array(Type.Object({ day: Day, begins: Type.Integer(), hours: Type.Integer() })) })),
    })]),
  }),
  errors: [],
});
