/** Hearing, in numbers: how much of a stretch of sound is one tone. */

/** Mu-law bytes (8 kHz) as samples between -1 and 1. */
export function fromUlaw(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => {
    const value = ~byte & 0xff;
    const magnitude = ((((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4)) - 0x84;
    return (value & 0x80 ? -magnitude : magnitude) / 32768;
  });
}

/** Loudness: root of the mean square. */
export function loudness(samples: Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** Samples in a window of `toneShare`: 50 ms, so tones 20 Hz apart are told apart. */
const WINDOW = 400;

/** The share of the energy at this frequency, 0 to 1: Goertzel, window by window, so that a packet skipped between two of them changes nothing. */
export function toneShare(samples: Float64Array, hz: number): number {
  const step = 2 * Math.cos((2 * Math.PI * hz) / 8000);
  let [energy, atTone] = [0, 0];
  for (let start = 0; start < samples.length; start += WINDOW) {
    const window = samples.subarray(start, start + WINDOW);
    let [before, last] = [0, 0];
    for (const sample of window) {
      [before, last] = [last, sample + step * last - before];
      energy += sample * sample;
    }
    atTone += (2 * (last * last + before * before - step * last * before)) / window.length;
  }
  return energy === 0 ? 0 : atTone / energy;
}

/** A tone as 16-bit samples at 8 kHz. Whole seconds of whole hertz, so that it repeats without a click. */
export function sine(hz: number, seconds: number): Buffer {
  const bytes = Buffer.alloc(seconds * 8000 * 2);
  for (let i = 0; i < seconds * 8000; i++) bytes.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / 8000)), i * 2);
  return bytes;
}

/** `seconds` of a tone of `hz` as a WAV file (16-bit samples at 8 kHz); Chromium plays it again and again as the microphone. */
export function toneWav(hz: number, seconds: number): Buffer {
  const samples = sine(hz, seconds);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
