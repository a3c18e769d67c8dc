/**
 * A legal demand, item by item. Pure. An item is with counsel until counsel decided: object, narrow, comply for that item, or nothing held.
 * Whatever counsel decided but complying, the answer is one text: nobody learns from it whether anything is held.
 */
import { conflict, plusSeconds } from '#core/kernel';

export type Decision = 'object' | 'narrow' | 'comply' | 'nothing_held';
export interface ItemAnswer { position: number; decision: Decision | null; disclosureNumber: string | null }

/** The same for an objection, a narrowing and for nothing held. */
export const NO_CONFIRMATION = 'The centre neither confirms nor denies that it holds anything about any person. It objects to this item.';
const WITH_DOCUMENT = 'See the document that counsel hands over with this answer, for this item alone.';

/** The answer to the whole demand. @throws DemandOpen while an item is undecided, or a document that was decided was not given out */
export function answerText(number: string, items: readonly ItemAnswer[]): string {
  const open = items.filter((i) => i.decision === null || (i.decision === 'comply' && i.disclosureNumber === null));
  if (open.length > 0 || items.length === 0) throw conflict('DemandOpen', `Item ${open.map((i) => i.position).join(', ') || '1'} is not decided, or its document is not there.`, 'Record what counsel decided for each item; for those that are complied with, ask for the disclosure first.');
  return `Answer to the demand ${number}\n\n${items.map((i) => `Item ${i.position}: ${i.decision === 'comply' ? WITH_DOCUMENT : NO_CONFIRMATION}`).join('\n')}\n`;
}

const DAY = 86_400;
/** When somebody is reminded of a clock: a week before, two days before, at its end. Those that are past are left out. */
export const reminders = (due: Date, now: Date): Date[] => [7 * DAY, 2 * DAY, 0].map((before) => plusSeconds(due, -before)).filter((at) => at > now);
