import { Type } from 'typebox';
import { operation } from '../operation.ts';

const maybe = Type.Union([Type.String(), Type.Null()]);
/** The machines of partners that referrals are sent to, who set and checked them, and how the newest messages went. */
export const listWays = operation({
  name: 'listWays',
  summary: 'The machines of partners that referrals are sent to, who set and checked them, and how the newest messages went',
  method: 'GET',
  path: '/api/partner-ways',
  callers: ['administrator', 'data_protection_officer'],
  result: Type.Object({
    ways: Type.Array(Type.Object({ id: Type.String(), organization: Type.String(), kind: Type.String(), url: Type.String(), setBy: Type.String(), setAt: Type.String(), checkedBy: maybe, live: Type.Boolean(), yours: Type.Boolean(), keyVersion: Type.Integer(), rotatedAt: maybe })),
    deliveries: Type.Array(Type.Object({ id: Type.String(), notice: Type.String(), at: Type.String(), state: Type.String(), attempts: Type.Integer(), error: maybe })),
  }),
  errors: [],
});
