import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainPicture } from './pictures.ts';

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** An Exif segment as a phone writes it: orientation, then a place. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(8 + 2 + 2 * 12 + 4 + 40);
  tiff.write('MM\0*', 'latin1');
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(2, 8);
  tiff.set([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0], 10);
  tiff.set([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38], 22);
  tiff.write('GPS 12.345678 N 98.765432 W', 38, 'latin1');
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}
const JPEG = (...extra: Buffer[]): Buffer => Buffer.concat([
  Buffer.from([0xff, 0xd8]), segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')), ...extra, segment(0xdb, Buffer.alloc(65)),
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4]), Buffer.from([0xff, 0xd9]),
]);
const pngChunk = (name: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, body, Buffer.alloc(4)]);
};
const PNG = (...extra: Buffer[]): Buffer => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), pngChunk('IHDR', Buffer.alloc(13)), ...extra, pngChunk('IDAT', deflateSync('x')), pngChunk('IEND', Buffer.alloc(0))]);
const webpChunk = (name: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};
const WEBP = (...extra: Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.from('WEBP'), webpChunk('VP8X', Buffer.from([0x3c, 0, 0, 0, 0, 0, 0, 0, 0, 0])), webpChunk('VP8 ', Buffer.from('picture')), ...extra]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
};

test('where, when and with what a picture was taken is left out; how it is turned stays', () => {
  const jpeg = plainPicture(Buffer.concat([JPEG(exif(6), segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/ GPS')), segment(0xed, Buffer.from('GPS maker')), segment(0xfe, Buffer.from('GPS comment'))), exif(1), Buffer.from('GPS behind the end')]));
  expect(jpeg.type).toBe('image/jpeg');
  expect(jpeg.bytes.toString('latin1')).not.toContain('GPS');
  const at = jpeg.bytes.indexOf('Exif');
  expect([...jpeg.bytes.subarray(at - 4, at + 32)]).toEqual([...Buffer.from('ffe10022457869660000' + '4d4d002a00000008' + '0001' + '0112000300000001' + '00060000' + '00000000', 'hex')]);
  expect(plainPicture(JPEG(exif(1))).bytes).toEqual(JPEG());
  expect(plainPicture(PNG(pngChunk('eXIf', Buffer.from('GPS')), pngChunk('tEXt', Buffer.from('Location\0GPS')))).bytes).toEqual(PNG());
  const webp = plainPicture(WEBP(webpChunk('EXIF', Buffer.from('GPS')), webpChunk('XMP ', Buffer.from('GPS!'))));
  expect(webp.bytes.toString('latin1')).not.toContain('GPS');
  expect(webp.bytes[20]).toBe(0x30);
  expect(webp.bytes.readUInt32LE(4)).toBe(webp.bytes.length - 8);
});

test('a picture without such things stays as it is, byte for byte', () => {
  expect(plainPicture(JPEG()).bytes).toEqual(JPEG());
  expect(plainPicture(PNG()).bytes).toEqual(PNG());
  const real = readFileSync('docs/pictures/desk.png');
  expect(plainPicture(real)).toMatchObject({ type: 'image/png' });
});

test('what is no picture is refused, whatever it says it is, and cut pictures neither crash nor hang', () => {
  for (const text of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html><script>1</script>', '%PDF-1.7', 'GIF89a', 'MZ', 'PK\x03\x04']) expect(() => plainPicture(Buffer.from(text, 'latin1'))).toThrow(/not a JPEG/);
  for (const whole of [JPEG(exif(6)), PNG(), WEBP()]) for (let cut = 0; cut < whole.length; cut++) {
    try { plainPicture(whole.subarray(0, cut)); } catch (error) { expect(error).toMatchObject({ code: 'PictureUnusable' }); }
  }
  fc.assert(fc.property(fc.constantFrom(JPEG(exif(6)), PNG(), WEBP()), fc.nat(), fc.nat(255), (whole, at, byte) => {
    const bent = Buffer.from(whole);
    bent[at % bent.length] = byte;
    try { plainPicture(bent); } catch (error) { expect(error).toMatchObject({ code: 'PictureUnusable' }); }
  }), { numRuns: 2000 });
});
