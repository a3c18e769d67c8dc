/** How good the line is, in one word, from what WebRTC counts. Pure. */
export interface Counts { received: number; lost: number; jitterMs: number; roundTripMs: number | null; remoteLossShare: number | null }
export interface Quality { word: 'good' | 'fair' | 'poor'; lossPercent: number; jitterMs: number; roundTripMs: number | null }

/**
 * Between two readings. Thresholds after ITU-T G.114 (150 and 400 ms one way, so 300 and 800 ms round trip) and G.113 (loss of PCMU with
 * concealment: 1 % hardly heard, 5 % disturbs); jitter beyond 30 and 80 ms is beyond what usual buffers smooth.
 */
export function qualityOf(before: Counts, now: Counts): Quality {
  const [received, lost] = [Math.max(0, now.received - before.received), Math.max(0, now.lost - before.lost)];
  const own = received + lost === 0 ? 0 : lost / (received + lost);
  const loss = Math.max(own, now.remoteLossShare ?? 0);
  const worst = (fair: boolean, poor: boolean): Quality['word'] => (poor ? 'poor' : fair ? 'fair' : 'good');
  const trip = now.roundTripMs ?? 0;
  return {
    word: worst(loss > 0.01 || now.jitterMs > 30 || trip > 300, loss > 0.05 || now.jitterMs > 80 || trip > 800),
    lossPercent: Math.round(loss * 1_000) / 10, jitterMs: Math.round(now.jitterMs), roundTripMs: now.roundTripMs === null ? null : Math.round(now.roundTripMs),
  };
}
/** Reads the counts of a connection. */
export async function countsOf(connection: RTCPeerConnection): Promise<Counts> {
  const counts: Counts = { received: 0, lost: 0, jitterMs: 0, roundTripMs: null, remoteLossShare: null };
  (await connection.getStats()).forEach((r: any) => {
    if (r.type === 'inbound-rtp') Object.assign(counts, { received: r.packetsReceived ?? 0, lost: r.packetsLost ?? 0, jitterMs: (r.jitter ?? 0) * 1_000 });
    if (r.type === 'remote-inbound-rtp') Object.assign(counts, { remoteLossShare: r.fractionLost ?? null, roundTripMs: r.roundTripTime === undefined ? counts.roundTripMs : r.roundTripTime * 1_000 });
    if (r.type === 'candidate-pair' && r.nominated && r.currentRoundTripTime !== undefined) counts.roundTripMs ??= r.currentRoundTripTime * 1_000;
  });
  return counts;
}
