import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consistencyProof, GrowingTree, inclusionProof, leafHash, provesConsistency, provesInclusion, root } from './tlog.ts';
import { canonical } from './canonical.ts';

const leaves = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(`entry ${i}`)));
const tree = fc.integer({ min: 1, max: 70 });

test('the roots are those of RFC 6962 for its well-known test leaves', () => {
  const known = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((h) => leafHash(Buffer.from(h, 'hex')));
  expect(root([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(root(known.slice(0, 1)).toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  expect(root(known).toString('hex')).toBe('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('a tree grown leaf by leaf has the root of the whole', () => {
  fc.assert(fc.property(tree, (n) => {
    const growing = new GrowingTree();
    for (const leaf of leaves(n)) growing.add(leaf);
    return growing.root().equals(root(leaves(n)));
  }));
});

test('every leaf is proved to be in its tree, and at no other place and in no other tree', () => {
  fc.assert(fc.property(tree, fc.nat(), fc.nat(), (n, a, b) => {
    const all = leaves(n);
    const [i, j] = [a % n, b % n];
    const proof = inclusionProof(all, i);
    expect(provesInclusion(all[i]!, i, n, proof, root(all))).toBe(true);
    if (i !== j) expect(provesInclusion(all[i]!, j, n, proof, root(all))).toBe(false);
    expect(provesInclusion(leafHash(Buffer.from('another')), i, n, proof, root(all))).toBe(false);
  }));
});

test('growth is proved, and a changed past is not', () => {
  fc.assert(fc.property(tree, fc.nat(), fc.nat(), (n, a, b) => {
    const all = leaves(n);
    const m = (a % n) + 1;
    const before = root(all.slice(0, m));
    const proof = consistencyProof(all, m);
    expect(provesConsistency(m, before, n, root(all), proof)).toBe(true);
    const forged = all.with(b % m, leafHash(Buffer.from('forged')));
    expect(provesConsistency(m, before, n, root(forged), consistencyProof(forged, m))).toBe(false);
  }));
});

test('the same values have one spelling, whatever the order they came in', () => {
  expect(canonical({ b: [1, null, true], a: 'é', c: undefined })).toBe('{"a":"é","b":[1,null,true]}');
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.maxSafeInteger())), (value) =>
    canonical(value) === canonical(Object.fromEntries(Object.entries(value).reverse()))));
});
