/** The log on the wire: for the data protection officer, and what the public sees of it. Reading it is itself an entry. */
import { log as ops } from '#contracts';
import type { LogEntry, Verification } from '#core/audit';
import { inTx, invalid, notFound, ROLES } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

interface Run { done: number; of: number; stop: boolean; state: 'running' | 'stopped' | 'whole' | 'damaged' | 'failed'; problems: Verification['problems'] }

export function register(route: RouteFn, { db, audit, access, cases, contacts, staff, logKeeper }: System): void {
  const authorize = (tx: Tx, actor: Actor) => access.authorize(tx, { actor, purpose: 'system-operation', action: 'log.read', subject: { type: 'Log', id: 'all' } });
  // What a number stands for in the log. One that nobody has gives no entries, as one without entries does.
  const subjects = async (tx: Tx, number: string): Promise<string[]> => {
    const wanted = number.trim();
    return [wanted, ...(await cases.subjectsOf(tx, wanted.toUpperCase())), ...(await contacts.subjectsOf(tx, wanted.toUpperCase()))];
  };
  route(ops.readLog, ({ query, actor }) =>
    inTx(db, async (tx) => {
      await authorize(tx, actor);
      const { role, from, to, number, ...rest } = query;
      const entries = await audit.list(tx, {
        ...rest, limit: rest.limit ?? 100, from: moment(from), to: moment(to),
        ...(role === undefined ? {} : (ROLES as readonly string[]).includes(role) ? { role } : { kind: role }),
        ...(number === undefined ? {} : { subjects: await subjects(tx, number) }),
      });
      const names = new Map<string, string>();
      for (const { said } of entries) {
        if (said?.actor.kind === 'staff' && !names.has(said.actor.id)) names.set(said.actor.id, (await staff.account(tx, said.actor.id))?.deskName ?? '');
      }
      return { entries: entries.map((entry) => shown(entry, names)) };
    }));
  route(ops.readRules, ({ actor }) => inTx(db, (tx) => access.inWords(tx, actor)));
  route(ops.readProof, ({ params, actor }) =>
    inTx(db, async (tx) => {
      await authorize(tx, actor);
      const proof = await audit.prove(tx, { seq: params.seq });
      const hashes = proof.hashes.map((hash) => `${hash.toString('base64')}\n`).join('');
      const text = `c2sp.org/tlog-proof@v1\nextra ${Buffer.from(proof.leaf).toString('base64')}\nindex ${proof.seq}\n${hashes}\n${proof.checkpoint}`;
      return { seq: proof.seq, size: proof.size, holds: proof.holds, proof: text };
    }));
  route(ops.readLogState, () =>
    inTx(db, async (tx) => {
      const states = await logKeeper.states(tx);
      const [own, open] = [await audit.checkpoint(tx, 'own'), await audit.checkpoint(tx, 'public')];
      const sizeOf = (note: string | null): number => Number(note?.split('\n')[1] ?? 0);
      const publicOrigin = open?.split('\n')[0];
      return {
        size: sizeOf(own), checkpoint: own, published: sizeOf(open), keys: await audit.keys(tx),
        witnesses: states.map((one) => ({
          witness: one.witness, public: one.origin === publicOrigin, size: one.size, latest: one.latest, error: one.error,
          answeredAt: one.answeredAt?.toISOString() ?? null, failingSince: one.failingSince?.toISOString() ?? null,
        })),
      };
    }));

  // One check at a time on this server; what it came to stays until the next.
  let run: Run | undefined;
  const verification = () => (run ? { state: run.state, done: run.done, of: run.of, problems: run.problems.slice(0, 50) } : { state: 'none' as const, done: 0, of: 0, problems: [] });
  route(ops.verifyLog, async ({ actor }) => {
    await inTx(db, (tx) => authorize(tx, actor));
    if (run?.state === 'running') return verification();
    const mine: Run = { done: 0, of: 0, stop: false, state: 'running', problems: [] };
    run = mine;
    void audit.verify(db, { ...(logKeeper.witnessKeys.length > 0 ? { witnessKeys: logKeeper.witnessKeys } : {}), stopped: () => mine.stop, progress: (done, of) => void Object.assign(mine, { done, of }) })
      .then(({ entries, problems, stopped }) => Object.assign(mine, { done: entries, of: stopped ? mine.of : entries, problems, state: problems.length > 0 ? 'damaged' : stopped ? 'stopped' : 'whole' }))
      .catch(() => Object.assign(mine, { state: 'failed' }));
    return verification();
  });
  route(ops.readVerification, async () => verification());
  route(ops.stopVerification, async () => {
    if (run) run.stop = true;
    return verification();
  });

  route(ops.readPublicCheckpoint, async ({ reply }) => {
    const note = await inTx(db, (tx) => audit.checkpoint(tx, 'public'));
    if (note === null) throw notFound();
    reply.type('text/plain; charset=utf-8').header('cache-control', 'public, max-age=5').serializer((x: unknown) => x as string);
    return note;
  });
  route(ops.readPublicTile, async ({ request, reply }) => {
    const bytes = await inTx(db, (tx) => audit.publicTile(tx, (request.params as { '*': string })['*']));
    if (bytes === null) throw notFound();
    reply.type('application/octet-stream').header('cache-control', 'public, max-age=31536000, immutable').serializer((x: unknown) => x as string);
    return bytes;
  });
}

function moment(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw invalid('Invalid', 'This is not a moment.', 'Give a date and a time.');
  return at;
}

function shown({ seq, at, said }: LogEntry, names: ReadonlyMap<string, string>) {
  const base = { seq, at, readable: said !== null };
  if (said === null) return { ...base, actor: '', name: '', purpose: '', action: '', subject: '', outcome: '', fields: [] };
  return {
    ...base,
    actor: `${said.actor.kind}:${said.actor.id}`, name: names.get(said.actor.id) ?? '', purpose: said.purpose, action: said.action,
    subject: `${said.subject.type}:${said.subject.id}`, outcome: said.outcome, fields: [...(said.fields ?? [])],
  };
}
