/** Sound out of RTP (RFC 3550), mu-law (payload type 0, RFC 3551). The engine on the same machine sends it; order and gaps are mended all the same. */
const MULAW = 0;
const SILENCE = 0xff;
/** A gap longer than this (samples: ten seconds) is a new beginning and is not filled. */
const LONGEST_GAP = 80_000;

/** Takes packets, gives sound in order: late ones are left out, gaps become silence. */
export function createSoundOfRtp(): (packet: Buffer) => Buffer | null {
  let next: number | null = null;
  return (packet) => {
    if (packet.length < 12 || packet[0]! >> 6 !== 2 || (packet[1]! & 0x7f) !== MULAW) return null;
    let at = 12 + (packet[0]! & 0x0f) * 4;
    if (packet[0]! & 0x10) at += 4 + (packet.length >= at + 4 ? packet.readUInt16BE(at + 2) * 4 : 0);
    const end = packet.length - (packet[0]! & 0x20 ? packet.at(-1)! : 0);
    if (at >= end) return null;
    const sound = packet.subarray(at, end);
    const stamp = packet.readUInt32BE(4);
    // As a signed distance, because time stamps wrap around.
    const gap = next === null ? 0 : (stamp - next) | 0;
    if (gap < 0 && gap > -LONGEST_GAP) return null;
    next = (stamp + sound.length) >>> 0;
    return gap > 0 && gap <= LONGEST_GAP ? Buffer.concat([Buffer.alloc(gap, SILENCE), sound]) : Buffer.from(sound);
  };
}
