/** Prompt parts as sound files: recordings of the centre before the stand-ins that come with it. */
import type { Language, PromptPart } from '../../core/channel/telephony-port.ts';

/** Where the sound of a prompt in a language is, below Asterisk's folder of sounds. */
export type SoundOf = (language: string, name: string) => string;
const SPOKEN = ['en', 'es'];
const LARGEST_RECORDED = 30;
/** The stand-ins alone, for an engine without a centre. */
export const standIns: SoundOf = (language, name) => `havenline/${SPOKEN.includes(language) ? language : 'en'}/${name}`;

/** The media names of these parts, in order. */
export function media(language: Language, parts: PromptPart[], soundOf: SoundOf = standIns): string[] {
  return parts.flatMap((part) => ('prompt' in part ? [part.prompt] : numberFiles(part.number))).map((name) => `sound:${soundOf(language, name)}`);
}

/** A number we have no recording of is read figure by figure. */
function numberFiles(value: number): string[] {
  const whole = Math.max(0, Math.trunc(value));
  return whole <= LARGEST_RECORDED ? [`number-${whole}`] : [...String(whole)].map((figure) => `number-${figure}`);
}
