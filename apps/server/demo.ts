/**
 * Signing in with one press, for the demonstration alone. main.ts registers it only there, and only on loopback;
 * a real start has no such route (apps/cli/demo.test.ts).
 */
import type { FastifyInstance } from 'fastify';
import { HavenlineError, inTx } from '#core/kernel';
import type { Actor, Role } from '#core/kernel';
import { SESSION_COOKIE } from './framework.ts';
import type { System } from './wire.ts';

/** Whoever looks at the demonstration may be one of these. */
export const VISITORS: { deskName: string; roles: Role[]; does: string }[] = [
  { deskName: 'Visitor Counsellor', roles: ['counsellor'], does: 'Take the next call or chat' },
  { deskName: 'Visitor Supervisor', roles: ['supervisor'], does: 'See the wallboard and what waits' },
  { deskName: 'Visitor Case Worker', roles: ['case_worker'], does: 'Carry a case on' },
  { deskName: 'Visitor Officer', roles: ['data_protection_officer'], does: 'Read the log' },
  { deskName: 'Visitor Administrator', roles: ['administrator'], does: 'Set the centre up, invite staff' },
];
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const SETUP: Actor = { kind: 'system', name: 'setup' };

/** Adds the page `/demo` and what its buttons do. */
export function registerDemo(app: FastifyInstance, system: System): void {
  const here = (address: string): void => {
    if (!LOOPBACK.has(address)) throw new HavenlineError('Refused', 403, 'The demonstration is open on its own machine alone.', 'Open it there.');
  };
  app.get('/demo', async (request, reply) => {
    here(request.ip);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(PAGE);
  });
  app.post('/demo/enter/:number', async (request, reply) => {
    here(request.ip);
    if (!system.edge.origins.includes(String(request.headers.origin))) throw new HavenlineError('OriginRefused', 403, 'This request does not come from the page of the demonstration.', 'Open /demo and press a button there.');
    const visitor = VISITORS[Number((request.params as { number: string }).number)];
    if (!visitor) throw new HavenlineError('NotFound', 404, 'Nobody of that number is in the demonstration.', 'Open /demo and press a button there.');
    const secret = await inTx(system.db, async (tx) => {
      const known = (await system.staff.list(tx, SETUP)).find((one) => one.deskName === visitor.deskName);
      const id = known?.id ?? (await system.staff.invite(tx, SETUP, { deskName: visitor.deskName, roles: visitor.roles, languages: ['en', 'es'] })).id;
      return system.staff.beginSession(tx, id);
    });
    return reply.setCookie(SESSION_COOKIE, secret, { path: '/', httpOnly: true, sameSite: 'strict' }).redirect(visitor.roles.includes('supervisor') ? '/desk/wallboard' : visitor.roles.includes('data_protection_officer') ? '/desk/log' : '/desk/now', 303);
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', (_request, payload, done) => {
    payload.resume();
    done(null, {});
  });
}

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Demonstration</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/public.css"></head>
<body class="page"><p class="practice" role="note">Demonstration. Nobody here is real.</p>
<main id="main" class="wrap narrow sect"><h1>Who do you want to be?</h1><p>Simulated callers ring and write, simulated counsellors answer. You can be one of the staff, and take the next call in this browser.</p>
${VISITORS.map((one, at) => `<form method="post" action="/demo/enter/${at}"><button class="btn btn--act">${one.deskName}</button> ${one.does}</form>`).join('\n')}
<h2>Or a caller</h2><p><a href="/">The public page</a>: write to the centre, and watch it arrive at the desk in another window.</p></main></body></html>
`;
