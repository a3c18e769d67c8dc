/** Signing in, the centre, its staff, live updates and the state of the parts. */
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { session as wire } from '#contracts';
import { HavenlineError, inTx, newSecret } from '#core/kernel';
import type { RouteFn } from '../framework.ts';
import { SESSION_COOKIE } from '../framework.ts';
import { partnerTopics, staffTopics } from '../live.ts';
import { buildOpenApi } from '../openapi.ts';
import type { System } from '../wire.ts';

const autonym = (code: string): string => {
  try {
    return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
};

export function register(route: RouteFn, system: System): void {
  const { db, staff, live } = system;
  const cookieOptions = { path: '/', httpOnly: true, sameSite: 'strict' as const, secure: system.edge.secure };
  const me = (id: string) => inTx(db, async (tx) => {
    const account = await staff.account(tx, id);
    const organizationName = account?.organizationId ? await system.organizationName?.(tx, account.organizationId) : undefined;
    return {
      kind: account!.kind, id, deskName: account!.deskName, roles: account!.roles, languages: account!.languages,
      ...(organizationName ? { organizationName } : {}), ...(account!.kind === 'partner' ? { partnerRoles: account!.partnerRoles } : {}), idleSeconds: staff.idleSeconds, practice: system.edge.practice,
    };
  });
  const link = (secret: string, kind: 'staff' | 'partner' = 'staff') => system.edge.enrolmentLink(secret, kind);

  route(wire.getPublicCentre, async () => {
    const centre = await inTx(db, (tx) => staff.centre(tx));
    return { name: centre.name, phoneNumber: centre.phoneNumber, languages: centre.languages.map((code) => ({ code, autonym: autonym(code) })), practice: system.edge.practice, setUp: centre.setUp };
  });
  route(wire.beginEnrolment, ({ body }) => inTx(db, (tx) => staff.beginEnrolment(tx, body.token)));
  route(wire.finishEnrolment, async ({ body, reply }) => {
    const done = await inTx(db, (tx) => staff.finishEnrolment(tx, body.token, body.response));
    reply.setCookie(SESSION_COOKIE, done.sessionSecret, cookieOptions);
    return { me: await me(done.accountId) };
  });
  route(wire.beginSignIn, () => inTx(db, (tx) => staff.beginSignIn(tx)));
  route(wire.finishSignIn, async ({ body, reply }) => {
    const done = await inTx(db, (tx) => staff.finishSignIn(tx, body.ceremonyId, body.response));
    reply.setCookie(SESSION_COOKIE, done.sessionSecret, cookieOptions);
    return { me: await me(done.accountId) };
  });
  route(wire.signOut, async ({ session, reply }) => {
    await inTx(db, (tx) => staff.signOut(tx, session!));
    reply.clearCookie(SESSION_COOKIE, cookieOptions);
    return {};
  });
  route(wire.getMe, ({ session }) => me(session!.actor.id));

  route(wire.getCentre, async () => ({ ...(await inTx(db, (tx) => staff.centre(tx))), practice: system.edge.practice, telephony: system.telephonyState() }));
  route(wire.putCentre, async ({ actor, body }) => {
    await inTx(db, async (tx) => staff.setCentre(tx, actor, { name: body.name, languages: body.languages, timeZone: body.timeZone, phoneNumber: body.phoneNumber === undefined ? (await staff.centre(tx)).phoneNumber : body.phoneNumber }));
    return {};
  });
  route(wire.listStaff, async ({ actor }) => ({ staff: await inTx(db, (tx) => staff.list(tx, actor)) }));
  route(wire.inviteStaff, async ({ actor, body }) => {
    const { id, secret } = await inTx(db, (tx) => staff.invite(tx, actor, body));
    return { id, link: link(secret) };
  });
  route(wire.makeRecoveryLink, async ({ actor, params }) => {
    const { secret, kind } = await inTx(db, async (tx) => ({ ...(await staff.recoveryLink(tx, actor, params.staffId)), kind: (await staff.account(tx, params.staffId))!.kind }));
    return { link: link(secret, kind) };
  });
  route(wire.changeStaff, async ({ actor, params, body }) => {
    await inTx(db, (tx) => staff.change(tx, actor, params.staffId, body));
    return {};
  });
  route(wire.putPresence, async ({ actor, body }) => {
    await inTx(db, (tx) => staff.setPresence(tx, actor, body.state));
    await system.presenceChanged?.(actor.kind === 'staff' ? actor.id : '', body.state);
    return { state: body.state };
  });

  route(wire.getLines, () => inTx(db, async (tx) => ({ lines: await system.lines.lines(tx), ...(await system.lines.rule(tx)) })));
  route(wire.addLine, ({ actor, body }) => inTx(db, (tx) => system.lines.addLine(tx, actor, body)));
  route(wire.removeLine, ({ actor, params }) => inTx(db, async (tx) => (await system.lines.removeLine(tx, actor, params.lineId), {})));
  route(wire.putDialRule, ({ actor, body }) => inTx(db, async (tx) => (await system.lines.setRule(tx, actor, body), {})));

  const alive = (secret: string | undefined) => async () => secret !== undefined && (await inTx(db, (tx) => staff.authenticate(tx, secret, { touch: false }))) !== null;
  route(wire.streamEvents, async ({ session, request, reply }) => live.stream(reply, staffTopics(session!.actor.id, session!.actor.kind === 'staff' ? session!.actor.roles : []), alive(request.cookies[SESSION_COOKIE]), session!.actor.id));
  route(wire.streamPartnerEvents, async ({ session, request, reply }) =>
    live.stream(reply, partnerTopics(session!.actor.kind === 'partner' ? session!.actor.organizationId : ''), alive(request.cookies[SESSION_COOKIE])));

  route(wire.getHealth, async ({ reply }) => {
    const database = await inTx(db, (tx) => staff.centre(tx)).then(() => true, () => false);
    const log = database && system.logKeeper.healthy();
    const witnesses = database ? await inTx(db, (tx) => system.logKeeper.states(tx)) : [];
    const witness: 'none' | 'away' | 'seen' = witnesses.length === 0 ? 'none' : witnesses.some((one) => one.failingSince !== null) ? 'away' : 'seen';
    if (!database) reply.code(503).serializer((x: unknown) => JSON.stringify(x));
    return { ok: database && log, telephony: system.telephonyState().up, log, database, witness, boardDifferences: system.routing.differences() };
  });
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'havenline_live_streams', help: 'Open streams of live updates', registers: [registry], collect() { this.set(live.count()); } });
  new Gauge({ name: 'havenline_board_differences', help: 'How often what routing knew differed from the database since the start', registers: [registry], collect() { this.set(system.routing.differences()); } });
  new Gauge({ name: 'havenline_telephony_up', help: '1 when the telephone engine answers', registers: [registry], collect() { this.set(system.telephonyState().up ? 1 : 0); } });
  route(wire.getMetrics, async ({ reply }) => {
    reply.type(registry.contentType).serializer((x: unknown) => String(x));
    return registry.metrics();
  });
  const openApi = buildOpenApi();
  route(wire.getOpenApi, async () => openApi);

  route(wire.openSoftphone, async ({ actor }) => {
    const status = system.telephonyState();
    if (!status.up || system.edge.softphone === null) {
      throw new HavenlineError('TelephoneNotConnected', 503, `The telephone is not connected${status.reason ? `: ${status.reason}` : '.'}`, status.advice ?? 'Chats go on. Tell the operator.');
    }
    const endpoint = `agent-${actor.kind === 'staff' ? actor.id : ''}`;
    const password = newSecret(system.random);
    if (actor.kind === 'staff') await system.softphoneAnew?.(actor.id);
    await system.telephony.provisionSoftphone(endpoint, password);
    return { endpoint, password, ...system.edge.softphone };
  });
}
