import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openChunks, sealChunks } from './chunks.ts';

const key = randomBytes(32);
const sealAll = (parts: readonly Uint8Array[], context = 'c'): { header: Buffer; sealed: Buffer[] } => {
  const sealer = sealChunks(key, randomBytes(32), context);
  return { header: sealer.header, sealed: parts.map((part, i) => sealer.seal(part, i === parts.length - 1)) };
};
const openAll = (header: Buffer, sealed: readonly Uint8Array[], context = 'c'): Buffer => {
  const opener = openChunks(key, header, context);
  return Buffer.concat(sealed.map((chunk, i) => opener.open(chunk, i === sealed.length - 1)));
};
const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 8 });

test('what was sealed in chunks opens as it was', () => {
  fc.assert(fc.property(parts, (given) => {
    const { header, sealed } = sealAll(given);
    expect(openAll(header, sealed)).toEqual(Buffer.concat(given));
  }));
});

test('a chunk changed, left out, doubled or moved, a stream cut short, and one under another context or header do not open', () => {
  fc.assert(fc.property(parts, fc.nat(), fc.nat(), (given, at, bit) => {
    const { header, sealed } = sealAll(given);
    const i = at % sealed.length;
    const refuses = (chunks: Buffer[], context = 'c', head = header): void => expect(() => openAll(head, chunks, context)).toThrow(/cannot be opened/);
    const changed = Buffer.from(sealed[i]!);
    changed[bit % changed.length]! ^= 1 << (bit % 8);
    refuses(sealed.with(i, changed));
    refuses([...sealed.slice(0, i + 1), ...sealed.slice(i)]);
    if (sealed.length > 1) {
      refuses(sealed.toSpliced(i, 1));
      refuses(sealed.slice(0, -1));
      refuses(sealed.toReversed());
    }
    refuses(sealed, 'another');
    refuses(sealed, 'c', Buffer.concat([header.subarray(0, 1), randomBytes(32)]));
    expect(() => openChunks(key, header.subarray(1), 'c')).toThrow(/cannot be opened/);
  }), { numRuns: 60 });
});

test('nothing can be sealed after the last chunk', () => {
  const sealer = sealChunks(key, randomBytes(32), 'c');
  sealer.seal(Buffer.from('a'), true);
  expect(() => sealer.seal(Buffer.from('b'), true)).toThrow(/last chunk/);
});

test('what was sealed before still opens: the format is as it was', () => {
  const header = Buffer.from(`01${'02'.repeat(32)}`, 'hex');
  const sealed = ['2ea701bbc94bdabaf044b898ebb5e3b72863bd3106', '4aed8587e95152c924d4e583201d8efbc477907d344d', '108e99644c709ce390588d91015f9d3a3afc56a0'].map((hex) => Buffer.from(hex, 'hex'));
  const opener = openChunks(Buffer.alloc(32, 1), header, 'old');
  expect(sealed.map((chunk, i) => opener.open(chunk, i === 2).toString())).toEqual(['first', 'second', 'last']);
  const sealer = sealChunks(Buffer.alloc(32, 1), Buffer.alloc(32, 2), 'old');
  expect(['first', 'second', 'last'].map((text, i) => sealer.seal(Buffer.from(text), i === 2))).toEqual(sealed);
});
