/** The public report on the wire. */
import { figures as ops } from '#contracts';
import { inTx } from '#core/kernel';
import { notHere } from '../framework.ts';
import type { RouteFn } from '../framework.ts';
import type { System } from '../wire.ts';

export function register(route: RouteFn, { db, statistics }: System): void {
  route(ops.readPublicFigures, async ({ query }) => {
    const found = await inTx(db, (tx) => statistics.published(tx, query.period));
    if (found === null) throw notHere();
    return found;
  });
}
