import { operation } from '../operation.ts';
import { Me } from './shapes.ts';

/** Who is signed in */
export const getMe = operation({
  name: 'getMe',
  summary: 'Who is signed in',
  method: 'GET',
  path: '/api/me',
  callers: ['staff', 'partner'],
  result: Me,
  errors: [],
});
