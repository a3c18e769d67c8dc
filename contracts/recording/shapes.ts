/** Forms that several operations of recordings share. */
import { Type } from 'typebox';

export const SettingShape = Type.Object({ enabled: Type.Boolean(), keepDays: Type.Integer({ minimum: 1, maximum: 30 }) });
export const AnswerShape = Type.Object({ answer: Type.Union([Type.Literal('yes'), Type.Literal('no'), Type.Literal('stop')]) });
/** That something is kept, until when, and who listened; nothing of what was said. */
export const KeptShape = Type.Array(Type.Object({
  id: Type.String(), number: Type.String(), language: Type.String(), at: Type.String(), eraseAt: Type.String(), seconds: Type.Integer(), deskName: Type.Union([Type.String(), Type.Null()]),
  heard: Type.Array(Type.Object({ by: Type.String(), at: Type.String() })),
}));
