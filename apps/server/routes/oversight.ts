/** Unusual reading on the wire: for the data protection officer. */
import { oversight as ops } from '#contracts';
import { inTx } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, oversight }: System): void {
  route(ops.listUnusual, ({ actor }) => inTx(db, (tx) => oversight.list(tx, actor)));
  route(ops.proposeThresholds, ({ body, actor }) => inTx(db, async (tx) => (await oversight.proposeThresholds(tx, actor, body), {})));
  route(ops.decideThresholds, ({ body, actor }) => inTx(db, async (tx) => (await oversight.decideThresholds(tx, actor, body.agree), {})));
  route(ops.closeUnusual, ({ params, body, actor }) => inTx(db, async (tx) => (await oversight.close(tx, actor, params.id, body.note), {})));
}
