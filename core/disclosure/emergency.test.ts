import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCentre } from './disclosure.ts';
import { eido } from './eido.ts';

const ajv = new Ajv({ strict: false });
(addFormats as unknown as (a: Ajv) => void)(ajv);
const fits = ajv.compile(JSON.parse(readFileSync(join(import.meta.dirname, 'eido.schema.json'), 'utf8')));
const of = { id: '01890000-0000-7000-8000-000000000001', domain: 'centre.test', at: new Date('2026-03-02T15:00:00Z') };

test('whatever is typed, the document is one that the standard’s schema takes, and holds the words, the place and the number only where they were told', () => {
  fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 300 }), fc.option(fc.string({ minLength: 1 }), { nil: undefined }), fc.option(fc.constantFrom('+1 (555) 010-0100', '555 0100'), { nil: undefined }), (threat, place, callback) => {
    const document = eido({ ...of, threat, place, callback });
    expect(fits(JSON.parse(JSON.stringify(document))), JSON.stringify(fits.errors)).toBe(true);
    expect('locationComponent' in document).toBe(place !== undefined);
    expect('callbackComponent' in document).toBe(callback !== undefined);
    expect(document).not.toHaveProperty('personComponent');
    expect(JSON.stringify(document)).not.toMatch(/cellTower|locationByValue|locationByReference/);
    expect(document.notesComponent[0]!.notesActionComments).not.toMatch(/[<>]/);
  }));
});

test('every reference in the document leads to a component in it', () => {
  const document = eido({ ...of, threat: 'Synthetic danger', place: 'behind the synthetic station', callback: '+15550100' });
  const refs: string[] = [];
  const ids: string[] = [];
  JSON.stringify(document, (key, value: unknown) => { if (key === '$ref') refs.push(String(value)); if (key === '$id') ids.push(String(value)); return value; });
  expect(refs.filter((ref) => !ids.includes(ref))).toEqual([]);
  expect(document.callbackComponent![0]!.callBackInformationUri).toEqual(['tel:+15550100']);
});

test('a centre has an area that is on the map, a number that works from here, and an https address', () => {
  const name = (code: string) => (code === '48453' ? 'Travis, Texas' : null);
  const good = { kind: 'emergency', number: '+1 512 555 0190', area: '48453', documentsUrl: 'https://centre.test/eido' };
  expect(() => checkCentre(good, name)).not.toThrow();
  expect(() => checkCentre({ kind: 'court', number: '911' }, name)).not.toThrow();
  expect(() => checkCentre({ ...good, number: '911' }, name)).toThrow(expect.objectContaining({ code: 'NumberUnusable' }));
  expect(() => checkCentre({ ...good, area: '48000' }, name)).toThrow(expect.objectContaining({ code: 'UnknownArea' }));
  expect(() => checkCentre({ ...good, kind: 'court' }, name)).toThrow(expect.objectContaining({ code: 'UnknownArea' }));
  for (const documentsUrl of ['http://centre.test/', 'https://me:secret@centre.test/', 'eido']) expect(() => checkCentre({ ...good, documentsUrl }, name)).toThrow(expect.objectContaining({ code: 'NoDocuments' }));
});
