/** The permission to read or do one thing. Only `mintGrant`, which access alone can import, makes one. */
import { HavenlineError } from '#core/kernel';
import type { Actor } from '#core/kernel';

export interface GrantContents {
  readonly id: string;
  readonly actor: Actor;
  readonly purpose: string;
  readonly action: string;
  readonly subject: { readonly type: string; readonly id: string };
  /** The fields it opens; null: none, it is for an act that opens no field. */
  readonly fields: readonly string[] | null;
  readonly expiresAt: Date;
}

const MINT = Symbol('mint');

export class Grant {
  readonly #brand = true;
  readonly #contents: GrantContents;
  constructor(key: symbol, contents: GrantContents) {
    if (key !== MINT) throw forged();
    this.#contents = Object.freeze({ ...contents, subject: Object.freeze({ ...contents.subject }) });
    Object.freeze(this);
  }
  /** Whether `x` was minted here; an object of the same shape was not. */
  static is(x: unknown): x is Grant {
    return typeof x === 'object' && x !== null && #brand in x && x.#brand;
  }
  get id(): string { return this.#contents.id; }
  get actor(): Actor { return this.#contents.actor; }
  get purpose(): string { return this.#contents.purpose; }
  get action(): string { return this.#contents.action; }
  get subject(): { readonly type: string; readonly id: string } { return this.#contents.subject; }
  get fields(): readonly string[] | null { return this.#contents.fields; }
  get expiresAt(): Date { return new Date(this.#contents.expiresAt); }
}

/** Makes a grant. Not part of the feature's face. */
export function mintGrant(contents: GrantContents): Grant {
  return new Grant(MINT, contents);
}

function forged(): HavenlineError {
  return new HavenlineError('GrantRefused', 403, 'This is not a grant of the access rules.', 'Ask access.authorize for one.');
}

export interface GrantNeed {
  readonly action?: string | readonly string[];
  readonly subjectType?: string;
  readonly subjectId: string;
  readonly field?: string;
  readonly now: Date;
}

/** @throws HavenlineError GrantRefused unless the grant is real, of this subject, action and field, and not expired */
export function assertGrant(grant: Grant, need: GrantNeed): void {
  if (!Grant.is(grant)) throw forged();
  const refuse = (why: string): never => {
    throw new HavenlineError('GrantRefused', 403, `The grant does not cover this: ${why}.`, 'Ask for access to exactly this.');
  };
  if (grant.expiresAt <= need.now) refuse('it has expired');
  if (grant.subject.id !== need.subjectId) refuse('it is for somebody or something else');
  if (need.subjectType !== undefined && grant.subject.type !== need.subjectType) refuse('it is for another kind of thing');
  if (need.action !== undefined && !([] as string[]).concat(need.action).includes(grant.action)) refuse(`it allows ${grant.action}`);
  if (need.field !== undefined && !grant.fields?.includes(need.field)) refuse(`the field ${need.field} is not in it`);
}
