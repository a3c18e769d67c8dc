/** Outside numbers: the directory of lines that a conversation may be joined with, and which numbers may be dialled at all. */
import { conflict, invalid, newId, publish } from '../kernel/index.ts';
import type { Actor, Clock, HavenlineError, Random, Tx } from '../kernel/index.ts';
import * as rows from './repository.ts';

export interface Line { id: string; name: string; kind: 'interpreter' | 'service'; languages: string[]; number: string }
export interface DialRule { allowed: string[]; refused: string[] }
export interface LinesDeps {
  clock: Clock;
  random: Random;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' }): Promise<unknown> };
  access: { authorize(tx: Tx, request: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string } }): Promise<unknown> };
}

/** Digits, with the plus in front if there was one. */
export const plainNumber = (typed: string): string => typed.replace(/[^0-9+]/g, '').replace(/(?!^)\+/g, '');

/** Null when the number may be dialled; else the refusal. Of the prefixes that fit, the longest decides; a number that none fits is not dialled. Pure. */
export function mayDial(rule: DialRule, number: string): HavenlineError | null {
  const plain = plainNumber(number);
  const longest = (prefixes: readonly string[]): number => {
    const lengths = prefixes.filter((prefix) => prefix !== 'national' && plain.startsWith(prefix)).map((prefix) => prefix.length);
    const national = prefixes.includes('national') && /^[0-9]{7,11}$/.test(plain) ? [0] : [];
    return Math.max(-1, ...lengths, ...national);
  };
  const [yes, no] = [longest(rule.allowed), longest(rule.refused)];
  if (yes > no) return null;
  return conflict('NumberNotAllowed', 'This centre does not call numbers of this kind.', 'Use a number in a country that the centre calls, or ask the administrator to allow it.');
}

export type Lines = ReturnType<typeof createLines>;
/** The outside lines of this centre. */
export function createLines({ clock, random, audit, access }: LinesDeps) {
  const manage = async (tx: Tx, actor: Actor, action: string, id: string): Promise<void> => {
    const act = { actor, purpose: 'system-operation', subject: { type: 'Centre', id } };
    await access.authorize(tx, { ...act, action: 'centre.manage' });
    await audit.append(tx, { ...act, action, outcome: 'done' });
    await publish(tx, 'centre');
  };
  return {
    rule: (tx: Tx): Promise<DialRule> => rows.dialRule(tx),
    lines: (tx: Tx): Promise<Line[]> => rows.lines(tx),
    line: (tx: Tx, id: string): Promise<Line | undefined> => rows.line(tx, id),
    /** @throws NumberNotAllowed, NumberUnusable */
    async addLine(tx: Tx, actor: Actor, input: Omit<Line, 'id'>): Promise<{ id: string }> {
      const number = plainNumber(input.number);
      if (!/^\+?[0-9]{3,18}$/.test(number)) throw invalid('NumberUnusable', 'This is not a telephone number we can call.', 'Write the number with digits only, with the country code if it is abroad.');
      const refusal = mayDial(await rows.dialRule(tx), number);
      if (refusal) throw refusal;
      const id = newId(clock, random);
      await manage(tx, actor, 'add-line', id);
      await rows.insertLine(tx, { ...input, id, name: input.name.trim(), number });
      return { id };
    },
    async removeLine(tx: Tx, actor: Actor, id: string): Promise<void> {
      await manage(tx, actor, 'remove-line', id);
      await rows.removeLine(tx, id, clock.now());
    },
    /** Replaces the prefixes. @throws PrefixUnusable */
    async setRule(tx: Tx, actor: Actor, rule: DialRule): Promise<void> {
      const bad = [...rule.allowed, ...rule.refused].find((prefix) => !/^(national|\+?[0-9]{1,8})$/.test(prefix));
      if (bad !== undefined) throw invalid('PrefixUnusable', `"${bad}" is not the beginning of a number.`, 'Write digits, with + before a country code, or the word national.');
      await manage(tx, actor, 'set-dial-rule', 'centre');
      await rows.setDialRule(tx, rule);
    },
  };
}
