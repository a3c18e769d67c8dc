/** The built browser apps. Desk and partner portal are single pages; the public page is a file a path. */
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { existsSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { figuresAt, figuresCsv, renderFigures } from '../public/figures.ts';
import type { PublicFigures } from '../public/figures.ts';
import { CATALOGUES, renderPublic } from '../public/render.ts';
import type { PublicSettings } from '../public/render.ts';
import { notHere } from './framework.ts';

const DIST = join(import.meta.dirname, '..', '..', 'dist');

/**
 * Serves dist/desk, dist/partner and the public pages; what is not there is a 404, and of /api in JSON.
 * The public pages are written anew for each request, so that the number on them is the centre's own.
 */
export async function serveApps(app: FastifyInstance, dist: string = DIST, settings: () => Promise<PublicSettings> = async () => ({ phone: null }), figures: (period?: string) => Promise<PublicFigures | null> = async () => null): Promise<void> {
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
  let known: PublicSettings = { phone: null };
  app.get('/*', async (request, reply) => {
    const rest = (request.params as { '*': string })['*'];
    if (rest === 'api' || rest.startsWith('api/')) throw notHere();
    const asset = /\.(js|css)$/.test(rest) ? file(`public/${rest}`) : null;
    if (asset !== null) return send(reply, asset);
    const named = CATALOGUES.some((t) => rest === t.code || rest.startsWith(`${t.code}/`));
    const wished = named ? null : readersLanguage(request.headers['accept-language'] ?? '');
    // A number that cannot be read (the database is away) must not take the page away: it comes from the last reading.
    known = await settings().catch(() => known);
    const report = figuresAt(`/${rest}`);
    if (report !== null) {
      const found = await figures(report.period);
      if (found === null && report.period !== undefined) throw notHere();
      if (report.csv) return reply.header('content-type', 'text/csv; charset=utf-8').header('cache-control', 'no-cache').send(figuresCsv(found!));
      const code = report.language ?? wished ?? CATALOGUES[0]!.code;
      return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').header('vary', 'accept-language').send(renderFigures(code, report.language === null && wished === null ? '/' : `/${code}/`, found, known));
    }
    const page = renderPublic(wished === null ? `/${rest}` : `/${wished}/${rest}`, known);
    if (page === null) throw notHere();
    return reply.header('content-type', 'text/html; charset=utf-8').header('cache-control', 'no-cache').header('vary', 'accept-language').send(page);
  });
  app.setNotFoundHandler(() => {
    throw notHere();
  });
}

/** The first language of ours that the reader's browser asks for; null when it asks for none of them, or for the page's own first language. */
function readersLanguage(header: string): string | null {
  for (const part of header.split(',')) {
    const code = part.trim().slice(0, 2).toLowerCase();
    const found = CATALOGUES.find((t) => t.code === code);
    if (found) return found === CATALOGUES[0] ? null : found.code;
  }
  return null;
}
