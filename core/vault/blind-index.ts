/**
 * Equality search over a protected field by a keyed blind index: HMAC-SHA256 of the normalised value under a key of the field's own, cut to 16 bytes. Whoever has the database alone
 * cannot try values against it; whoever has both learns which rows are equal, so it is for fields of a list only. That list is empty: nothing is searched this way yet.
 * Names and places can never be on it, whatever the list says. The keys are data keys of the kind `index`, wrapped and rotated like the others.
 */
import { createHmac } from 'node:crypto';
import { HavenlineError } from '#core/kernel';
import type { KeyStore } from './key-store.ts';

/** The fields that may be searched for equality: `table.column`. Adding one is a decision of the centre's, with a record in docs/decisions. */
export const SEARCHABLE: readonly string[] = [];

/** Words that no searchable field may have in its name: who somebody is, and where. */
const NEVER = /name|call|alias|place|address|where|stay|home|street|city|town|county|state|zip|post|geo|lat|lon|location|whereabout|shelter|school|route|photo|picture|document|status/i;

/** @throws HavenlineError NeverSearchable when a list holds a name or a place; a server with such a list does not start */
export function checkSearchable(fields: readonly string[]): readonly string[] {
  const bad = fields.find((field) => NEVER.test(field) || !/^[a-z_]+\.[a-z_]+$/.test(field));
  if (bad !== undefined) throw new HavenlineError('NeverSearchable', 500, `The field "${bad}" can never be searched.`, 'Take it off the list: names and places are not searched, by nobody and for no purpose.');
  return fields;
}

export interface BlindIndex {
  /** The 16 bytes under which `value` is found again. @throws HavenlineError NotSearchable for a field that is not on the list */
  of(field: string, value: string): Promise<Buffer>;
}

/** @param fields the allow-list; other than SEARCHABLE in tests only */
export function createBlindIndex(keys: KeyStore, fields: readonly string[] = SEARCHABLE): BlindIndex {
  const allowed = new Set(checkSearchable(fields));
  return {
    async of(field, value) {
      if (!allowed.has(field)) throw new HavenlineError('NotSearchable', 403, 'This field is not searched.', 'Open the case by its number.');
      await keys.create('index', field);
      const key = await keys.get('index', field);
      if (!key) throw new HavenlineError('KeyMissing', 410, 'The key of this index is not here.', 'Restore the key store from its backup.');
      return createHmac('sha256', key).update(`havenline blind index ${field}\0`).update(value.normalize('NFKC').trim().toLowerCase()).digest().subarray(0, 16);
    },
  };
}
