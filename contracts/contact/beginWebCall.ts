import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** A telephone account for one anonymous call from the public page; it works once and for two minutes. `text` opens the writing beside the sound (header chat-key of the chat's operations), from the moment the call has arrived. */
export const beginWebCall = operation({
  name: 'beginWebCall',
  summary: 'A telephone account for one anonymous call from the public page',
  method: 'POST',
  path: '/api/public/web-call',
  callers: ['public'],
  perMinute: 6,
  /** `onlyWrites`: the caller hears and writes, without a microphone. */
  body: Type.Object({ language: Type.String({ pattern: '^[a-z]{2,3}$' }), onlyWrites: Type.Optional(Type.Boolean()) }),
  result: Type.Object({ endpoint: Type.String(), password: Type.String(), path: Type.String(), domain: Type.String(), target: Type.String(), text: Type.String() }),
  errors: ['TelephoneNotConnected', 'TooMany'],
});
