/** Prompt parts as sound files of telephony/prompts. */
import type { Language, PromptPart } from '../../core/channel/telephony-port.ts';

const SPOKEN = ['en', 'es'];
const LARGEST_RECORDED = 30;

/** The media names of these parts, in order; a language without recordings is spoken in English. */
export function media(language: Language, parts: PromptPart[]): string[] {
  const spoken = SPOKEN.includes(language) ? language : 'en';
  return parts.flatMap((part) => ('prompt' in part ? [part.prompt] : numberFiles(part.number))).map((name) => `sound:havenline/${spoken}/${name}`);
}

/** A number we have no recording of is read figure by figure. */
function numberFiles(value: number): string[] {
  const whole = Math.max(0, Math.trunc(value));
  return whole <= LARGEST_RECORDED ? [`number-${whole}`] : [...String(whole)].map((figure) => `number-${figure}`);
}
