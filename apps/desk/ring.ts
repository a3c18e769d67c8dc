import { soundChoice } from './softphone/sound.ts';

/** A soft two-tone that grows slowly; answers how to stop it. */
export function ring(): () => void {
  let context: AudioContext;
  try { context = new AudioContext(); } catch { return () => {}; }
  const chosen = soundChoice().ring;
  if (chosen !== '') void (context as AudioContext & { setSinkId?: (id: string) => Promise<void> }).setSinkId?.(chosen).catch(() => undefined);
  const gain = context.createGain();
  gain.gain.setValueAtTime(0.01, context.currentTime);
  gain.gain.linearRampToValueAtTime(0.12, context.currentTime + 5);
  const tone = context.createOscillator();
  for (let i = 0; i < 20; i++) { tone.frequency.setValueAtTime(523, context.currentTime + i); tone.frequency.setValueAtTime(659, context.currentTime + i + 0.5); }
  tone.connect(gain).connect(context.destination);
  tone.start();
  return () => { void context.close(); };
}
