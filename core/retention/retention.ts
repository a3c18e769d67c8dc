/** What a person asks about themselves: the clock and the words. Pure. registered -> checked (by a second person) -> compiled -> given, or erased | held; held -> checked when the hold is over. */
import { plusSeconds } from '#core/kernel';
import type { Kept } from './repository.ts';

/** An answer is due within thirty days. */
export const ANSWER_DAYS = 30;
/** When the officer is reminded: after two weeks, five days before the end, at the end. */
export const remindersOf = (registeredAt: Date): Date[] => [14, 25, ANSWER_DAYS].map((days) => plusSeconds(registeredAt, days * 86_400));
const day = (at: Date): string => at.toISOString().slice(0, 10);

/** Everything that is kept, in words, without the values of fields: those stand beside it. */
export function keptInWords(k: Kept, conversations: readonly Conversation[]): string {
  const part = (title: string, lines: string[]): string[] => (lines.length > 0 ? [title, ...lines.map((line) => `- ${line}`)] : []);
  return [
    ...part('Conversations of the case', conversations.map(conversationInWords)), ...part('What happened', k.events.map((e) => `${day(e.at)}: ${e.text}`)), ...part('Next steps', k.tasks.map((t) => `${day(t.due_at)}: ${t.title}`)),
    ...part('Referrals that carried something of you', k.referrals.map((r) => `${r.number}, ${day(r.at)}, ${r.state}`)), ...part('What was given out', k.disclosures.map((d) => `${d.number}, ${day(d.at)}, for ${d.purpose}: ${d.state}`)),
    ...(k.papers > 0 ? [`Papers: ${k.papers}, shown to you at the centre.`] : []), ...(k.sealed > 0 ? [`Where you stay is kept sealed; it was asked for ${k.sealed} times.`] : []), ...(k.held ? ['Something about you is held for a legal reason and is not erased until that ends.'] : []),
  ].join('\n');
}
/** One conversation for the person: what of it is given, and that the rest is not because it concerns somebody else too. `words`: null when it is not theirs to get. */
export interface Conversation { at: Date; channel: string; language: string; words: string | null; withheld: boolean; seconds: number }
const conversationInWords = (c: Conversation): string =>
  [`${day(c.at)}, ${c.channel}, ${c.language}`, ...(c.words ? c.words.split('\n').map((line) => `    ${line}`) : []), ...(c.seconds > 0 ? [`    recorded for ${c.seconds} seconds; it is played to you at the centre`] : []), ...(c.withheld ? ['    a part that also concerns somebody else is not given'] : [])].join('\n');

/** `theirs`: it goes with the person, and is given to them. `others`, `both`: it concerns somebody else alone, or somebody else too, and stays. */
export const DECISIONS = ['theirs', 'others', 'both'] as const;
export type ItemDecision = (typeof DECISIONS)[number];
/** The answer to an erasure, with what stays of their conversations. */
export function erasedText(kept: number, held: number): string {
  const many = (n: number): string => (n === 1 ? 'One part of your conversations' : `${n} parts of your conversations`);
  return [ERASED, ...(kept > 0 ? [`${many(kept)} also concern${kept === 1 ? 's' : ''} somebody else and stay${kept === 1 ? 's' : ''}.`] : []), ...(held > 0 ? [`${many(held)} ${held === 1 ? 'is' : 'are'} held for a legal reason that concerns somebody else, and will be erased when that ends.`] : [])].join(' ');
}
/** What somebody who asked for erasure is told. */
export const ERASED = 'What was kept about you is erased: the key to it is destroyed, in every backup too. That something was given out, and when, stays in the ledger without its content.';
export const HELD = 'What is kept about you is held for a legal reason and is not erased yet. It will be when the hold ends; you do not have to ask again.';
