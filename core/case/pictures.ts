/**
 * Pictures as they may be kept: what kind it is, told from its bytes alone, and nothing in it but the picture. Phones write into a picture where
 * and when it was taken, and on which device (Exif, XMP, maker notes, comments): that is left out before anything is kept. Pure.
 * Formats: ITU-T T.81 annex B (JPEG), W3C PNG (3rd edition) section 5, RFC 9649 (WebP).
 */
import { invalid } from '#core/kernel';

export type PictureType = 'image/jpeg' | 'image/png' | 'image/webp';
export interface Picture { readonly type: PictureType; readonly bytes: Buffer }

const unusable = () => invalid('PictureUnusable', 'This is not a JPEG, PNG or WebP picture, or a part of it is missing.', 'Take a photo or a screenshot of the paper, and add that.');

/** @throws HavenlineError PictureUnusable */
export function plainPicture(bytes: Buffer): Picture {
  if (bytes.length > 12 && bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return { type: 'image/jpeg', bytes: jpeg(bytes) };
  if (bytes.subarray(0, 8).equals(PNG)) return { type: 'image/png', bytes: png(bytes) };
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return { type: 'image/webp', bytes: webp(bytes) };
  throw unusable();
}

const ORIENTATION = 0x0112;

/** Keeps tables, frames, scans and colour (JFIF, ICC, Adobe); of Exif the orientation alone; ends at the end of the image. */
function jpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let at = 2;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw unusable();
    if (marker === 0xd9) return Buffer.concat([...kept, bytes.subarray(at, at + 2)]);
    if (at + 4 > bytes.length) throw unusable();
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length || end < at + 4) throw unusable();
    const segment = bytes.subarray(at, end);
    const colour = marker === 0xe0 || (marker === 0xe2 && segment.toString('latin1', 4, 15) === 'ICC_PROFILE') || marker === 0xee;
    if (marker === 0xe1) kept.push(...onlyOrientation(segment));
    else if (!(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe || colour) kept.push(segment);
    at = end;
    if (marker === 0xda) {
      const from = at;
      // Inside a scan FF is followed by 00 or a restart; anything else is the next marker.
      while (at < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0 && bytes[at + 1] !== 0xff && !(bytes[at + 1]! >= 0xd0 && bytes[at + 1]! <= 0xd7))) at++;
      kept.push(bytes.subarray(from, at));
    }
  }
}

/** An Exif segment with one entry, the orientation (1 to 8); none when there is none to turn by. */
function onlyOrientation(segment: Buffer): Buffer[] {
  if (segment.toString('latin1', 4, 10) !== 'Exif\0\0' || segment.length < 20) return [];
  const tiff = segment.subarray(10);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number): number => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const start = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = u16(start);
  for (let i = 0; i < count; i++) {
    const entry = start + 2 + i * 12;
    const value = u16(entry + 8);
    if (u16(entry) !== ORIENTATION) continue;
    if (value < 2 || value > 8) return [];
    const out = Buffer.from('ffe10022457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100000000' + '00000000', 'hex');
    out.writeUInt16BE(value, 10 + 8 + 2 + 8);
    return [out];
  }
  return [];
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_KEPT = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'sBIT', 'pHYs', 'cICP'];
function png(bytes: Buffer): Buffer {
  const kept: Buffer[] = [PNG];
  for (let at = 8; ;) {
    if (at + 12 > bytes.length) throw unusable();
    const end = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (end > bytes.length) throw unusable();
    if (PNG_KEPT.includes(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') return Buffer.concat(kept);
    at = end;
  }
}

const WEBP_KEPT = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'];
function webp(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  const limit = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= limit;) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    const name = bytes.toString('latin1', at, at + 4);
    if (end > limit + 1) throw unusable();
    const chunk = Buffer.from(bytes.subarray(at, end));
    // Of its flags: colour profile (0x20) and alpha (0x10); no Exif, XMP or animation any more.
    if (name === 'VP8X') chunk[8]! &= 0x30;
    if (WEBP_KEPT.includes(name)) kept.push(chunk);
    at = end;
  }
  if (!kept.some((chunk) => ['VP8 ', 'VP8L'].includes(chunk.toString('latin1', 0, 4)))) throw unusable();
  const body = Buffer.concat([Buffer.from('WEBP'), ...kept]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}
