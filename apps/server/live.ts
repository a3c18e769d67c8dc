/** Live updates: what PostgreSQL tells us after a commit goes to the screens that may know of it. Ids only, never content. */
import type { FastifyReply } from 'fastify';
import { eventsOf } from '#core/kernel';
import type { LiveEvent } from '#core/kernel';

export interface Live {
  /** Hands on one NOTIFY. */
  deliver(payload: string): void;
  /** Tells every screen to look at everything again (the connection to the database was lost for a while). */
  resync(): void;
  /** The connection to the database is lost: parts of the server are told that they hear nothing until the next `hello`. */
  deaf(): void;
  /** Makes `reply` a stream of the events that `accepts` lets through. `alive` is asked at each heartbeat; false ends the stream. `staffId`: whose desk it is. */
  stream(reply: FastifyReply, accepts: (topic: string) => boolean, alive?: () => Promise<boolean>, staffId?: string): void;
  /** Whose streams are open. */
  staff(): string[];
  /** Called for every event: for parts of the server itself. Returns the way to stop. */
  on(handler: (event: LiveEvent) => void): () => void;
  count(): number;
  close(): void;
}

const HEARTBEAT_MS = 15_000;

export function createLive(): Live {
  const handlers = new Set<(event: LiveEvent) => void>();
  const open = new Set<() => void>();
  const desks = new Map<() => void, string>();
  const emit = (event: LiveEvent): void => {
    for (const handler of Array.from(handlers)) handler(event);
  };
  return {
    deliver: (payload) => eventsOf(payload).forEach(emit),
    resync: () => emit({ topic: 'hello' }),
    deaf: () => emit({ topic: 'deaf' }),
    on(handler) {
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    staff: () => [...new Set(desks.values())],
    stream(reply, accepts, alive, staffId) {
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value as string);
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      const send = (event: LiveEvent): void => {
        if (event.topic === 'hello' || accepts(event.topic)) raw.write(`data: ${JSON.stringify({ topic: event.topic, ...(event.hint === undefined ? {} : { hint: event.hint }) })}\n\n`);
      };
      const beat = setInterval(() => {
        raw.write(': still here\n\n');
        if (alive) void alive().then((yes) => yes || end(), () => {});
      }, HEARTBEAT_MS);
      const end = (): void => {
        clearInterval(beat);
        handlers.delete(send);
        open.delete(end);
        desks.delete(end);
        raw.end();
      };
      handlers.add(send);
      open.add(end);
      if (staffId !== undefined) desks.set(end, staffId);
      raw.on('close', end);
      send({ topic: 'hello' });
    },
    count: () => open.size,
    close() {
      for (const end of Array.from(open)) end();
    },
  };
}

const FOR_STAFF = new Set(['wallboard', 'workforce', 'tasks', 'centre', 'mailbox', 'callbacks', 'help', 'flow', 'recordings', 'disclosures', 'approvals', 'log']);
/** What a member of staff may be told: their own things, the centre's, and that some contact or case moved (reading it asks the policy). */
export const staffTopics = (staffId: string, roles: readonly string[]) => (topic: string): boolean =>
  topic === `staff:${staffId}` || (topic === 'unusual' && roles.includes('data_protection_officer')) || FOR_STAFF.has(topic) || topic.startsWith('contact:') || topic.startsWith('case:');
export const partnerTopics = (organizationId: string) => (topic: string): boolean => topic === `partner:${organizationId}`;
