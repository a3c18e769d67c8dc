/** Which microphone, speaker and ringing device this browser uses. Only the devices' ids are kept, in this browser. */
export interface SoundChoice { microphone: string; speaker: string; ring: string }
const KEY = 'havenline-sound';
const DEFAULT: SoundChoice = { microphone: '', speaker: '', ring: '' };
const listeners = new Set<() => void>();

export function soundChoice(): SoundChoice {
  try {
    return { ...DEFAULT, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<SoundChoice>) };
  } catch {
    return DEFAULT;
  }
}
/** Keeps the choice and tells a talk that goes on. */
export function chooseSound(change: Partial<SoundChoice>): void {
  localStorage.setItem(KEY, JSON.stringify({ ...soundChoice(), ...change }));
  for (const tell of listeners) tell();
}
export const onSoundChoice = (tell: () => void): (() => void) => { listeners.add(tell); return () => void listeners.delete(tell); };

/** The chosen microphone, or any when it is not there (any more). */
export async function openMicrophone(): Promise<MediaStream> {
  const { microphone } = soundChoice();
  const plain = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  if (microphone !== '') {
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: { ...plain, deviceId: { exact: microphone } } });
    } catch (error) {
      if ((error as Error).name !== 'OverconstrainedError' && (error as Error).name !== 'NotFoundError') throw error;
    }
  }
  return navigator.mediaDevices.getUserMedia({ audio: plain });
}
/** Sends what an element plays to a device; browsers that cannot choose play on the usual one. */
export async function playOn(element: HTMLMediaElement, device: string): Promise<void> {
  await (element as HTMLMediaElement & { setSinkId?: (id: string) => Promise<void> }).setSinkId?.(device).catch(() => undefined);
}
/** Measures how loud a stream is, 0 to 1, about ten times a second, until the answer is called. */
export function meter(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const ear = context.createAnalyser();
  ear.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const timer = setInterval(() => {
    ear.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const one of samples) sum += one * one;
    // From -60 dB to 0 dB as 0 to 1, as people hear.
    tell(Math.max(0, Math.min(1, 1 + (20 * Math.log10(Math.sqrt(sum / samples.length) + 1e-9)) / 60)));
  }, 100);
  return () => { clearInterval(timer); void context.close(); };
}
