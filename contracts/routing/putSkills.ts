import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Sets the skills of one person and how many chats they take beside each other. */
export const putSkills = operation({
  name: 'putSkills',
  summary: 'Sets the skills of one person and how many chats they take beside each other',
  method: 'PUT',
  path: '/api/staff/:staffId/skills',
  callers: ['supervisor', 'administrator'],
  params: Type.Object({ staffId: Type.String() }),
  body: Type.Object({ skills: Type.Record(Type.String({ maxLength: 12 }), Type.Integer({ minimum: 1, maximum: 3 })), chatsAtMost: Type.Integer({ minimum: 0, maximum: 6 }) }),
  result: Type.Object({}),
  errors: ['SkillUnknown'],
});
