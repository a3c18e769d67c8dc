/** Prompts as files: the centre's own recordings in the data directory, beside the stand-in voices that come with the house. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROMPTS, spokenIn } from '#core/channel';
import type { HasPrompt } from '#core/channel';
import { invalid } from '#core/kernel';

const STAND_INS = join(import.meta.dirname, '..', '..', 'telephony', 'prompts');
const TEXTS = join(import.meta.dirname, '..', '..', 'telephony', 'prompts.txt');
/** Two minutes of speech. */
const LONGEST = 8_000 * 120;

export interface Prompts {
  has: HasPrompt;
  /** Where the telephone engine finds it: a recording, a stand-in, or the same of the language that stands in for this one. */
  soundOf(language: string, name: string): string;
  /** What a prompt says, in English and Spanish. */
  texts: { name: string; en: string; es: string }[];
  /** Keeps a recording: a WAV of 16-bit samples, one channel, 8,000 a second. @throws RecordingUnusable, PromptUnknown */
  save(language: string, name: string, wav: Buffer): void;
  remove(language: string, name: string): void;
  /** The sound as a WAV, or null. */
  sound(language: string, name: string): Buffer | null;
}

/** The prompts of one data directory. */
export function createPrompts(dataDir: string): Prompts {
  const own = join(dataDir, 'prompts');
  const texts = readFileSync(TEXTS, 'utf8').split('\n').filter(Boolean).map((line) => {
    const [name, en, es] = line.split('|') as [string, string, string];
    return { name, en, es };
  });
  const at = (folder: string, language: string, name: string): string => join(folder, language, `${name}.ulaw`);
  const has: HasPrompt = (language, name) => (existsSync(at(own, language, name)) ? 'recording' : existsSync(at(STAND_INS, language, name)) ? 'stand-in' : null);
  const check = (language: string, name: string): void => {
    if (!/^[a-z]{2,3}$/.test(language) || !([...PROMPTS, 'sample'] as string[]).includes(name)) throw invalid('PromptUnknown', 'There is no such prompt.', 'Choose one of the list.');
  };
  return {
    has,
    texts,
    soundOf(language, name) {
      for (const one of spokenIn(language)) {
        const found = has(one, name);
        if (found !== null) return `${found === 'recording' ? 'centre' : 'havenline'}/${one}/${name}`;
      }
      return `havenline/en/${name}`;
    },
    save(language, name, wav) {
      check(language, name);
      const ulaw = toUlaw(samplesOf(wav));
      mkdirSync(join(own, language), { recursive: true, mode: 0o755 });
      const path = at(own, language, name);
      writeFileSync(`${path}.new`, ulaw, { mode: 0o644 });
      renameSync(`${path}.new`, path);
    },
    remove(language, name) {
      check(language, name);
      rmSync(at(own, language, name), { force: true });
    },
    sound(language, name) {
      check(language, name);
      const found = has(language, name);
      return found === null ? null : wavOfUlaw(readFileSync(at(found === 'recording' ? own : STAND_INS, language, name)));
    },
  };
}

const unusable = (why: string) => invalid('RecordingUnusable', `This recording cannot be used: ${why}.`, 'Choose another file; the page turns whatever your browser can play into the right form.');

/** The samples of a WAV file (RIFF, PCM). */
export function samplesOf(wav: Buffer): Int16Array {
  if (wav.length < 44 || wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') throw unusable('it is not a WAV file');
  let format: { code: number; channels: number; rate: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= wav.length; ) {
    const id = wav.toString('latin1', at, at + 4);
    const size = wav.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ' && size >= 16 && body + 16 <= wav.length) format = { code: wav.readUInt16LE(body), channels: wav.readUInt16LE(body + 2), rate: wav.readUInt32LE(body + 4), bits: wav.readUInt16LE(body + 14) };
    if (id === 'data') {
      if (!format || format.code !== 1 || format.channels !== 1 || format.rate !== 8000 || format.bits !== 16) throw unusable('it has to have one channel, 8,000 samples a second, 16 bits each');
      const count = Math.floor(Math.min(size, wav.length - body) / 2);
      if (count < 800 || count > LONGEST) throw unusable('it has to be between a tenth of a second and two minutes long');
      return Int16Array.from({ length: count }, (_, i) => wav.readInt16LE(body + i * 2));
    }
    at = body + size + (size % 2);
  }
  throw unusable('it holds no sound');
}

/** Mu-law, ITU-T G.711. */
export function toUlaw(samples: Int16Array): Buffer {
  return Buffer.from(Uint8Array.from(samples, (sample) => {
    const sign = sample < 0 ? 0x80 : 0;
    const magnitude = Math.min(32_635, Math.abs(sample)) + 132;
    const exponent = 31 - Math.clz32(magnitude) - 7;
    return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
  }));
}

/** A WAV file around mu-law bytes, which browsers play. */
export function wavOfUlaw(bytes: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes.length * 2, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes.length * 2, 40);
  const body = Buffer.alloc(bytes.length * 2);
  bytes.forEach((byte, i) => {
    const value = ~byte & 0xff;
    const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84;
    body.writeInt16LE(value & 0x80 ? -magnitude : magnitude, i * 2);
  });
  return Buffer.concat([head, body]);
}
