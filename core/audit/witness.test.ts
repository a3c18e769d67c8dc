import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { cosign, cosignedAt, formatKey, LOG_KEY, openCheckpoint, parseKey, signCheckpoint, splitNote, WITNESS_KEY } from './note.ts';
import type { LogSigner } from './note.ts';
import { consistencyProof, leafHash, root } from './tlog.ts';
import { addCheckpointBody, witnessAnswer } from './witness.ts';

const signerOf = (): LogSigner => {
  const pair = generateKeyPairSync('ed25519');
  return { publicKey: pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), sign: (text) => Promise.resolve(sign(null, text, pair.privateKey)) };
};
const log = signerOf();
const key = { name: 'example.org/log', type: LOG_KEY, publicKey: log.publicKey };
const leaves = Array.from({ length: 20 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const tree = (n: number) => root(leaves.slice(0, n));
const note = (size: number, hash = tree(size)) => signCheckpoint({ origin: key.name, size, root: hash }, log);

test('a witness follows a log as it grows, and cosigns nothing else', async () => {
  const first = witnessAnswer(addCheckpointBody(0, [], await note(5)), [key], null);
  expect(first).toMatchObject({ status: 200, checkpoint: { size: 5 } });
  const seen = { size: 5, root: tree(5) };
  const grown = addCheckpointBody(5, consistencyProof(leaves.slice(0, 12), 5), await note(12));
  expect(witnessAnswer(grown, [key], seen)).toMatchObject({ status: 200, checkpoint: { size: 12 } });
  // The same once more, as after a lost answer.
  expect(witnessAnswer(addCheckpointBody(5, [], await note(5)), [key], seen)).toMatchObject({ status: 200 });
});

test('a rolled-back and a forked log are refused as the specification says', async () => {
  const seen = { size: 12, root: tree(12) };
  expect(witnessAnswer(addCheckpointBody(5, [], await note(5)), [key], seen)).toEqual({ status: 409, body: '12\n' });
  expect(witnessAnswer(addCheckpointBody(0, [], await note(20)), [key], seen)).toEqual({ status: 409, body: '12\n' });
  expect(witnessAnswer(addCheckpointBody(12, [], await note(12, leafHash(Buffer.from('another')))), [key], seen)).toEqual({ status: 409, body: '12\n' });
  const forged = leaves.with(3, leafHash(Buffer.from('forged')));
  expect(witnessAnswer(addCheckpointBody(12, consistencyProof(forged, 12), await note(20, root(forged))), [key], seen)).toEqual({ status: 422 });
  expect(witnessAnswer(addCheckpointBody(0, [leaves[0]!], await note(20)), [key], null)).toEqual({ status: 422 });
});

test('who is not known is not found, who did not sign is forbidden, what cannot be read is a bad request', async () => {
  const good = await note(5);
  expect(witnessAnswer(addCheckpointBody(0, [], good), [], null)).toEqual({ status: 404 });
  expect(witnessAnswer(addCheckpointBody(0, [], await signCheckpoint({ origin: key.name, size: 5, root: tree(5) }, signerOf())), [key], null)).toEqual({ status: 403 });
  expect(witnessAnswer(addCheckpointBody(6, [], good), [key], { size: 6, root: tree(6) })).toEqual({ status: 400 });
  for (const wrong of ['', 'old 0\n', `old 00\n\n${good}`, `old -1\n\n${good}`, `old 0\nxyz\n\n${good}`, `old 0\n\n${good.slice(0, -1)}`, addCheckpointBody(0, leaves.slice(0, 1).concat(Array.from({ length: 63 }, () => leaves[0]!)), good)]) {
    expect(witnessAnswer(wrong, [key], null), wrong).toEqual({ status: 400 });
  }
});

test('a cosignature is of one witness, one checkpoint and one moment', async () => {
  const witness = signerOf();
  const own = { name: 'witness.example/w', type: WITNESS_KEY, publicKey: witness.publicKey };
  const body = splitNote(await note(5))!.body;
  const line = await cosign(body, own.name, 1_800_000_000, witness);
  expect(cosignedAt(body, line, own)).toEqual(new Date(1_800_000_000_000));
  expect(cosignedAt(splitNote(await note(6))!.body, line, own)).toBeNull();
  expect(cosignedAt(body, line, { ...own, publicKey: signerOf().publicKey })).toBeNull();
  const bytes = Buffer.from(line.split(' ')[2]!.trim(), 'base64');
  bytes[10]! ^= 1;
  expect(cosignedAt(body, `— ${own.name} ${bytes.toString('base64')}\n`, own)).toBeNull();
  expect(parseKey(formatKey(own))).toEqual(own);
  expect(parseKey(formatKey(own).replace('witness', 'wittness'))).toBeNull();
});

test('the key and the note of the Go checksum database open', () => {
  // sum.golang.org's key as Go ships it, and the example of the signed-note package's documentation.
  expect(parseKey('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8')?.name).toBe('sum.golang.org');
  const peter = parseKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')!;
  const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  expect(splitNote(text)?.signatures[0]).toMatchObject({ name: 'PeterNeumann' });
  // It is a note and no checkpoint.
  expect(openCheckpoint(text, peter)).toBeNull();
});
