/** Turns whatever the browser can play into what the telephone plays: one channel, 8,000 samples a second, 16 bits, as a WAV in base64. */
const RATE = 8_000;

/** @throws when the browser cannot read the file as sound */
export async function toTelephoneWav(file: Blob): Promise<string> {
  const read = new OfflineAudioContext(1, 1, RATE);
  const sound = await read.decodeAudioData(await file.arrayBuffer());
  const render = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE);
  const source = render.createBufferSource();
  source.buffer = sound;
  source.connect(render.destination);
  source.start();
  const samples = (await render.startRendering()).getChannelData(0);
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at: number, word: string): void => { for (let i = 0; i < word.length; i++) bytes.setUint8(at + i, word.charCodeAt(i)); };
  text(0, 'RIFF'); bytes.setUint32(4, 36 + samples.length * 2, true); text(8, 'WAVEfmt ');
  bytes.setUint32(16, 16, true); bytes.setUint16(20, 1, true); bytes.setUint16(22, 1, true); bytes.setUint32(24, RATE, true); bytes.setUint32(28, RATE * 2, true); bytes.setUint16(32, 2, true); bytes.setUint16(34, 16, true);
  text(36, 'data'); bytes.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => bytes.setInt16(44 + i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true));
  let binary = '';
  const all = new Uint8Array(bytes.buffer);
  for (let at = 0; at < all.length; at += 8_192) binary += String.fromCharCode(...all.subarray(at, at + 8_192));
  return btoa(binary);
}
