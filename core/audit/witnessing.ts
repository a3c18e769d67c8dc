/** The log's side of its witnesses: what is submitted to whom, what came back, and how it stands. The sending is a job's (apps/server/log.ts). */
import type { Clock, Tx } from '#core/kernel';
import { cosignedAt, ORIGIN, splitNote } from './note.ts';
import type { VerifierKey } from './note.ts';
import * as repository from './repository.ts';
import { proveGrowth, tilesOf } from './tiles.ts';
import { leafHash } from './tlog.ts';
import { addCheckpointBody } from './witness.ts';

export interface WitnessRequest { readonly origin: string; readonly size: number; readonly old: number; readonly text: string }

/** How it stands with one witness and one of our two logs. */
export interface WitnessState {
  readonly witness: string;
  readonly origin: string;
  /** Entries (or periods) that it cosigned, and how many there are. */
  readonly size: number;
  readonly latest: number;
  readonly answeredAt: Date | null;
  readonly failingSince: Date | null;
  readonly error: string | null;
}

/** The newest checkpoint of a log with its number of leaves, or undefined while there is none. */
async function newest(tx: Tx, origin: string): Promise<{ size: number; note: string } | undefined> {
  if (origin === ORIGIN) return repository.latestCheckpoint(tx);
  const last = await repository.latestPublished(tx);
  return last && { size: last.seq + 1, note: last.note };
}

/** The two logs there are to witness: every entry's, and the public one once it has begun. */
export async function origins(tx: Tx): Promise<string[]> {
  const last = await repository.latestPublished(tx);
  return [ORIGIN, ...(last ? [splitNote(last.note)!.body.split('\n')[0]!] : [])];
}

/** What to submit to the witness now; null: it has seen the newest. Where `size` is beyond our own, the newest goes out with it, so that the witness says what it saw. */
export async function requestFor(tx: Tx, witness: string, origin: string): Promise<WitnessRequest | null> {
  const { size: old } = await repository.witnessState(tx, witness, origin);
  const mark = await newest(tx, origin);
  if (!mark || mark.size === old) return null;
  const read = origin === ORIGIN
    ? (level: number, idx: number) => repository.tile(tx, level, idx)
    : tilesOf((await repository.published(tx)).map((row) => leafHash(Buffer.from(row.leaf))));
  const proof = old === 0 || old > mark.size ? [] : await proveGrowth(read, old, mark.size);
  return { origin, size: mark.size, old: Math.min(old, mark.size), text: addCheckpointBody(Math.min(old, mark.size), proof, mark.note) };
}

/**
 * Takes a witness's answer. Answers true where it has to be asked again at once: it had seen another size than we thought.
 * What is wrong is kept in its state under a stable code: LogRolledBack (it has seen more than there is), LogForked (it has seen another tree), …
 */
export async function takeAnswer(tx: Tx, clock: Clock, key: VerifierKey, request: WitnessRequest, answer: { status: number; text: string }): Promise<boolean> {
  const state = await repository.witnessState(tx, key.name, request.origin);
  const fail = async (error: string): Promise<false> => {
    await noteFailure(tx, clock, key.name, request.origin, error);
    return false;
  };
  if (answer.status === 409) {
    const seen = Number(/^(\d{1,16})\n$/.exec(answer.text)?.[1] ?? 'none');
    if (!Number.isSafeInteger(seen)) return fail('WitnessAnswerUnreadable');
    if (seen === request.old) return fail('LogForked');
    await repository.saveWitnessState(tx, { ...state, size: seen });
    return seen > request.size ? fail('LogRolledBack') : true;
  }
  if (answer.status === 422) return fail('LogForked');
  if (answer.status !== 200) return fail(`WitnessAnswered${answer.status}`);
  const mark = await noteAt(tx, request.origin, request.size);
  const body = mark === null ? null : splitNote(mark)!.body;
  const line = body === null ? undefined : (splitNote(`${body}\n${answer.text}`)?.signatures ?? []).find((one) => cosignedAt(body, one.line, key) !== null)?.line;
  if (line === undefined) return fail('CosignatureWrong');
  await repository.saveCosignature(tx, { origin: request.origin, size: request.size, witness: key.name, line });
  await repository.saveWitnessState(tx, { ...state, size: request.size, answeredAt: clock.now(), failingSince: null, attempts: 0, error: null });
  return false;
}

/** Remembers that a witness could not be asked, or answered what it must not. */
export async function noteFailure(tx: Tx, clock: Clock, witness: string, origin: string, error: string): Promise<void> {
  const state = await repository.witnessState(tx, witness, origin);
  await repository.saveWitnessState(tx, { ...state, failingSince: state.failingSince ?? clock.now(), attempts: state.attempts + 1, error });
}

/** The checkpoint of one of our logs at a size, or null. */
export async function noteAt(tx: Tx, origin: string, size: number): Promise<string | null> {
  if (origin === ORIGIN) return (await repository.checkpointAt(tx, size))?.note ?? null;
  return (await repository.publishedAt(tx, size - 1))?.note ?? null;
}

/** How it stands with these witnesses. */
export async function states(tx: Tx, witnesses: readonly string[]): Promise<WitnessState[]> {
  const known = await repository.witnessStates(tx);
  const out: WitnessState[] = [];
  for (const origin of await origins(tx)) {
    const latest = (await newest(tx, origin))?.size ?? 0;
    for (const witness of witnesses) {
      const row = known.find((one) => one.witness === witness && one.origin === origin);
      out.push({ witness, origin, size: row?.size ?? 0, latest, answeredAt: row?.answeredAt ?? null, failingSince: row?.failingSince ?? null, error: row?.error ?? null });
    }
  }
  return out;
}
