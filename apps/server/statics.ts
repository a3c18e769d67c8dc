/** The built browser apps. Desk and partner portal are single pages; the public page is a file a path. */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { notHere } from './framework.ts';

const DIST = join(import.meta.dirname, '..', '..', 'dist');

/** Serves dist/desk, dist/partner and dist/public; what is not there is a 404, and of /api in JSON. */
export async function serveApps(app: FastifyInstance, dist: string = DIST): Promise<void> {
  await app.register(fastifyStatic, { root: dist, serve: false });
  const file = (path: string): string | null => {
    const clean = normalize(path).replace(/^\/+/, '');
    if (clean.startsWith('..') || clean.includes('\0')) return null;
    const full = join(dist, clean);
    return existsSync(full) && statSync(full).isFile() ? clean : null;
  };
  const send = (reply: FastifyReply, path: string) => {
    // Built files carry a hash of their content in their name; pages do not.
    const lasting = path.includes('/assets/');
    return reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache').sendFile(path, { cacheControl: false });
  };
  for (const name of ['desk', 'partner']) {
    app.get(`/${name}`, async (_request, reply) => reply.redirect(`/${name}/`));
    app.get(`/${name}/*`, async (request, reply) => {
      const rest = (request.params as { '*': string })['*'];
      const path = file(`${name}/${rest}`) ?? (rest.startsWith('assets/') ? null : file(`${name}/index.html`));
      if (path === null) throw notHere();
      return send(reply, path);
    });
  }
  app.get('/*', async (request, reply) => {
    const rest = (request.params as { '*': string })['*'];
    if (rest === 'api' || rest.startsWith('api/')) throw notHere();
    const path = file(`public/${rest}`) ?? file(`public/${rest}/index.html`) ?? file(`public/${rest}.html`);
    if (path === null) throw notHere();
    return send(reply, path);
  });
  app.setNotFoundHandler(() => {
    throw notHere();
  });
}
