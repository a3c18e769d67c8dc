/** Authenticated encryption of one field under one key, bound to its place. Pure: key and nonce are given. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { HavenlineError } from '#core/kernel';

/** Whose key it is. The kind is also the kind of thing a grant has to name. */
export type KeyKind = 'person' | 'contact' | 'case' | 'callback' | 'referral' | 'disclosure' | 'sealed' | 'recording' | 'location' | 'index' | 'check';
export interface KeyOf { readonly kind: KeyKind; readonly id: string }

/** Where a field stands: its ciphertext opens nowhere else. */
export interface Place {
  readonly keyOf: KeyOf;
  readonly table: string;
  readonly column: string;
  readonly row: string;
  /** The field as a grant names it, where the column is called otherwise. */
  readonly field?: string;
}

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** The one spelling of a place: what a ciphertext is bound to. */
export const contextOf = (place: Place): string => JSON.stringify(['havenline', VERSION, place.keyOf.kind, place.keyOf.id, place.table, place.column, place.row]);
const associated = (place: Place): Buffer => Buffer.from(contextOf(place));

/** version (1 byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16). */
export function seal(key: Buffer, nonce: Buffer, place: Place, plaintext: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(associated(place));
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** @throws HavenlineError FieldDamaged when it was changed, moved, or is under another key */
export function open(key: Buffer, place: Place, sealed: Uint8Array): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  try {
    if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG) throw new Error('form');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG }).setAAD(associated(place));
    decipher.setAuthTag(bytes.subarray(-TAG));
    return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE, -TAG)), decipher.final()]).toString('utf8');
  } catch {
    throw new HavenlineError('FieldDamaged', 500, 'A protected field cannot be opened: it was changed or moved.', 'Tell the data protection officer; restore the field from a backup.');
  }
}
