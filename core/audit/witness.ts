/** A witness of logs (c2sp.org/tlog-witness): what it answers to a checkpoint, and how a log asks. Pure; the process is apps/cli/witness.ts. */
import { checkpointText, fromBase64, openCheckpoint, parseCheckpoint, splitNote } from './note.ts';
import type { Checkpoint, VerifierKey } from './note.ts';
import { provesConsistency, root } from './tlog.ts';

/** What a witness remembers of a log: the latest tree it cosigned. */
export interface Seen { readonly size: number; readonly root: Buffer }

export type WitnessAnswer =
  | { readonly status: 400 | 403 | 404 | 422 }
  /** `body` is the size of the latest tree it cosigned. */
  | { readonly status: 409; readonly body: string }
  /** To be remembered durably, and only then cosigned and answered. */
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly body: string; readonly note: string };

/** The request body of add-checkpoint. */
export function addCheckpointBody(old: number, proof: readonly Buffer[], note: string): string {
  return `old ${old}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${note}`;
}

function parseBody(text: string): { old: number; proof: Buffer[]; note: string } | null {
  const at = text.indexOf('\n\n');
  if (at < 0) return null;
  const [first, ...lines] = text.slice(0, at).split('\n');
  const [, size] = /^old (0|[1-9]\d{0,15})$/.exec(first ?? '') ?? [];
  const proof = lines.map(fromBase64);
  if (size === undefined || !Number.isSafeInteger(Number(size)) || proof.length > 63 || !proof.every((hash) => hash?.length === 32)) return null;
  return { old: Number(size), proof: proof as Buffer[], note: text.slice(at + 2) };
}

/** The log that a request is about, or null where that cannot be read. */
export function originAsked(text: string): string | null {
  const asked = parseBody(text);
  return (asked && parseCheckpoint(splitNote(asked.note)?.body ?? '')?.origin) ?? null;
}

/** What a witness that trusts `keys` and has `seen` this log's tree answers. */
export function witnessAnswer(text: string, keys: readonly VerifierKey[], seen: Seen | null): WitnessAnswer {
  const asked = parseBody(text);
  const split = asked && splitNote(asked.note);
  const said = split && parseCheckpoint(split.body);
  if (!asked || !split || !said) return { status: 400 };
  const trusted = keys.filter((key) => key.name === said.origin);
  if (trusted.length === 0) return { status: 404 };
  if (!trusted.some((key) => openCheckpoint(asked.note, key))) return { status: 403 };
  if (asked.old > said.size) return { status: 400 };
  const known = seen ?? { size: 0, root: root([]) };
  const conflict = { status: 409, body: `${known.size}\n` } as const;
  if (asked.old !== known.size) return conflict;
  if (asked.old === said.size) {
    if (!said.root.equals(known.root)) return conflict;
    if (asked.proof.length > 0) return { status: 422 };
  } else if (asked.old === 0 ? asked.proof.length > 0 : !provesConsistency(asked.old, known.root, said.size, said.root, asked.proof)) {
    return { status: 422 };
  }
  // Extension lines would be cosigned with the rest, unread; ours has none, and a witness of ours signs none.
  if (checkpointText(said) !== split.body) return { status: 422 };
  return { status: 200, checkpoint: said, body: split.body, note: asked.note };
}
