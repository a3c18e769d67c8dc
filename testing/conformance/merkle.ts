/** The vectors of github.com/transparency-dev/merkle (Apache-2.0): proofs of inclusion and of consistency, for trees and for subtrees, right ones and wrong ones. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { provesConsistency, provesInclusion, provesSubtree } from '#core/audit';

/** One file; what a kind does not have is absent, and an absent proof is an empty one. */
interface Vector {
  leafIdx: number; treeSize: number; leafHash: string; root: string;
  size1: number; size2: number; root1: string; root2: string;
  start: number; end: number; size: number;
  proof: string[] | null;
  wantErr: boolean;
}

const bytes = (text: string | null | undefined): Buffer => Buffer.from(text ?? '', 'base64');
const path = (v: Vector): Buffer[] => (v.proof ?? []).map(bytes);

const kinds: Record<string, (v: Vector) => boolean> = {
  inclusion: (v) => provesInclusion(bytes(v.leafHash), v.leafIdx, v.treeSize, path(v), bytes(v.root)),
  consistency: (v) => provesConsistency(v.size1, bytes(v.root1), v.size2, bytes(v.root2), path(v)),
  // A subtree's leaves are counted from its start: inside it, it is a tree.
  subtreeinclusion: (v) => validSubtree(v) && provesInclusion(bytes(v.leafHash), v.leafIdx - v.start, v.end - v.start, path(v), bytes(v.root)),
  subtreeconsistency: (v) => provesSubtree(v.start, v.end, bytes(v.root1), v.size, bytes(v.root2), path(v)),
};

const validSubtree = ({ start, end }: Vector): boolean => start >= 0 && start < end && start % 2 ** Math.ceil(Math.log2(end - start)) === 0;

/** Runs them; answers how many of each kind and the files whose outcome differs. */
export function merkle(folder: string): { counts: Record<string, number>; wrong: string[] } {
  const counts: Record<string, number> = {};
  const wrong: string[] = [];
  for (const [kind, holds] of Object.entries(kinds)) {
    const files = readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
    counts[kind] = files.length;
    for (const file of files) {
      const vector = JSON.parse(readFileSync(join(folder, kind, file), 'utf8')) as Vector;
      if (holds(vector) === vector.wantErr) wrong.push(join(kind, file));
    }
  }
  return { counts, wrong };
}
