import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Names a source that is read over the network: another HSDS 3 API, or the datapackage.json of a package. */
export const addSource = operation({
  name: 'addSource',
  summary: 'Names a source that is read over the network: another HSDS 3 API, or the datapackage.json of a package.',
  method: 'POST',
  path: '/api/directory/sources',
  callers: ['supervisor', 'administrator'],
  body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 120 }), address: Type.String({ minLength: 1, maxLength: 2000 }) }),
  result: Type.Object({ id: Type.String() }),
  errors: ['AddressUnusable', 'SourceThere'],
});
