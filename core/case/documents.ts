/** Pictures of papers, attached to a person of a case: encrypted under the person's key before they reach the database, opened by a grant only. */
import { conflict, HavenlineError, invalid, newId, notFound, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { caseCommands } from './commands.ts';
import * as docs from './document-repository.ts';
import { plainPicture } from './pictures.ts';
import type { PictureType } from './pictures.ts';
import type { CaseDeps } from './ports.ts';

export const DOCUMENT_KINDS = ['identity', 'health', 'school', 'legal', 'other'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
/** Bytes. Larger ones are cut off while they come in. */
export const DOCUMENT_LARGEST = 10 * 1024 * 1024;
const MOST = 20;
const CHUNK = 64 * 1024;

const placeOf = (personId: string, id: string) => ({ keyOf: { kind: 'person' as const, id: personId }, table: 'document', column: 'document', row: id });

export function caseDocuments(deps: CaseDeps, commands: Pick<ReturnType<typeof caseCommands>, 'authorizePerson' | 'event'>) {
  const { clock, random, audit, vault } = deps;
  return {
    /** Whether this actor may add one here: asked before the bytes are taken in. */
    async mayAddDocument(tx: Tx, actor: Actor, number: string, personId: string): Promise<void> {
      await commands.authorizePerson(tx, actor, number, personId, 'person.write', 'care-continuity', ['document']);
    },

    /** Keeps a picture: sniffed, without anything but the picture, in chunks. @throws HavenlineError PictureUnusable, DocumentKindUnknown, DocumentsFull */
    async addDocument(tx: Tx, actor: Actor, number: string, personId: string, kind: string, given: Buffer): Promise<{ id: string }> {
      if (!(DOCUMENT_KINDS as readonly string[]).includes(kind)) throw invalid('DocumentKindUnknown', `There is no kind of document "${kind}".`, `Use one of: ${DOCUMENT_KINDS.join(', ')}.`);
      const { found, person, grant } = await commands.authorizePerson(tx, actor, number, personId, 'person.write', 'care-continuity', ['document']);
      if (actor.kind !== 'staff') throw notFound();
      if ((await docs.countDocuments(tx, found.id, person.id)) >= MOST) throw conflict('DocumentsFull', `There are ${MOST} documents already.`, 'Remove one that is not needed any more.');
      const { type, bytes } = plainPicture(given);
      const id = newId(clock, random);
      const sealer = await vault.protectLong(tx, grant, placeOf(person.id, id));
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(sealer.seal(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length));
      await docs.insertDocument(tx, found.id, { id, person_id: person.id, kind: kind as DocumentKind, type, bytes: bytes.length, header: sealer.header, by: actor.id, at: clock.now() }, chunks);
      await commands.event(tx, actor, found.id, 'document', `Document of a person (${person.role}) added.`);
      await audit.append(tx, { actor, purpose: 'care-continuity', action: 'document.added', subject: { type: 'Person', id: person.id }, outcome: 'done', fields: ['document'] });
      return { id };
    },

    /** Opens one. Release the bytes only after the commit: then the log has it. */
    async openDocument(tx: Tx, actor: Actor, number: string, personId: string, documentId: string, purpose: string): Promise<{ type: PictureType; bytes: Buffer }> {
      const { found, person, grant } = await commands.authorizePerson(tx, actor, number, personId, 'person.reveal', purpose, ['document']);
      const document = await docs.documentOf(tx, found.id, person.id, documentId);
      if (!document) throw notFound();
      const opener = await vault.revealLong(tx, grant, placeOf(person.id, document.id), document.header);
      const chunks = await docs.chunksOf(tx, found.id, document.id);
      const bytes = Buffer.concat(chunks.map((chunk, i) => opener.open(chunk, i === chunks.length - 1)));
      if (bytes.length !== document.bytes) throw new HavenlineError('FieldDamaged', 500, 'A protected document cannot be opened: a part of it is missing.', 'Tell the data protection officer; restore it from a backup.');
      return { type: document.type, bytes };
    },

    async removeDocument(tx: Tx, actor: Actor, number: string, personId: string, documentId: string): Promise<void> {
      const { found, person } = await commands.authorizePerson(tx, actor, number, personId, 'person.write', 'care-continuity', ['document']);
      const document = await docs.documentOf(tx, found.id, person.id, documentId);
      if (!document) throw notFound();
      await docs.deleteDocument(tx, found.id, document.id);
      await commands.event(tx, actor, found.id, 'document', `Document of a person (${person.role}) removed.`);
      await audit.append(tx, { actor, purpose: 'care-continuity', action: 'document.removed', subject: { type: 'Person', id: person.id }, outcome: 'done', fields: ['document'] });
      await publish(tx, `case:${found.id}`, 'document');
    },
  };
}
