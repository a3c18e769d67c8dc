import { Type } from 'typebox';
import { LINE } from '../disclosure/shapes.ts';
import { operation } from '../operation.ts';
import { ReferralLine } from '../referral/shapes.ts';

/** One assigned case; protected fields stay masked. */
export const readCase = operation({
  name: 'readCase',
  summary: 'One assigned case; protected fields stay masked.',
  method: 'GET',
  path: '/api/cases/:caseNumber',
  callers: ['counsellor', 'case_worker', 'supervisor'],
  params: Type.Object({ caseNumber: Type.String() }),
  result: Type.Object({
    number: Type.String(), state: Type.String(), openedAt: Type.String(),
    assignedTo: Type.Array(Type.Object({ id: Type.String(), deskName: Type.String() })),
    persons: Type.Array(Type.Object({
      id: Type.String(), role: Type.String(), ageBand: Type.Optional(Type.String()), languages: Type.Array(Type.String()),
      fields: Type.Array(Type.Object({ name: Type.Union([Type.Literal('name'), Type.Literal('phone')]), state: Type.Union([Type.Literal('masked'), Type.Literal('empty')]) })),
      // Whether a place is sealed, and how far the reader is with opening it; never what it says.
      place: Type.Object({ state: Type.Union([Type.Literal('empty'), Type.Literal('sealed'), Type.Literal('asked'), Type.Literal('agreed')]), askId: Type.Optional(Type.String()), until: Type.Optional(Type.String()) }),
      documents: Type.Array(Type.Object({ id: Type.String(), kind: Type.String(), addedAt: Type.String() })),
    })),
    tasks: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), dueAt: Type.String(), kind: Type.String(), doneAt: Type.Optional(Type.String()) })),
    timeline: Type.Array(Type.Object({ at: Type.String(), kind: Type.String(), text: Type.String(), by: Type.String() })),
    disclosures: Type.Array(Type.Object({ ...LINE, yours: Type.Boolean() })),
    referrals: Type.Array(ReferralLine),
  }),
  errors: [],
});
