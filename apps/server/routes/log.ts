/** The log on the wire, for the data protection officer. Reading it is itself an entry. */
import { log as ops } from '#contracts';
import type { LogEntry } from '#core/audit';
import { inTx } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, audit, access }: System): void {
  const authorize = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: 'system-operation', action: 'log.read', subject: { type: 'Log', id: 'all' } });
  route(ops.readLog, ({ query, actor }) =>
    inTx(db, async (tx) => {
      await authorize(tx, actor);
      const page = { limit: query.limit ?? 100, ...(query.before === undefined ? {} : { before: query.before }) };
      return { entries: (await audit.list(tx, page)).map(shown) };
    }));
  route(ops.readRules, ({ actor }) => inTx(db, (tx) => access.inWords(tx, actor)));
  route(ops.verifyLog, async ({ actor }) => {
    await inTx(db, (tx) => authorize(tx, actor));
    const { entries, problems } = await audit.verify(db);
    return { ok: problems.length === 0, size: entries, problems: problems.slice(0, 50) };
  });
}

function shown({ seq, at, said }: LogEntry) {
  const base = { seq, at, readable: said !== null };
  if (said === null) return { ...base, actor: '', purpose: '', action: '', subject: '', outcome: '', fields: [] };
  return {
    ...base,
    actor: `${said.actor.kind}:${said.actor.id}`, purpose: said.purpose, action: said.action,
    subject: `${said.subject.type}:${said.subject.id}`, outcome: said.outcome, fields: [...(said.fields ?? [])],
  };
}
