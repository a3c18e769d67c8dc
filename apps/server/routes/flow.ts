/** The call flow and its recordings, on the wire. */
import { flow as ops } from '#contracts';
import { dryRun, LANGUAGES, PROMPTS } from '#core/channel';
import type { Flow } from '#core/channel';
import { inTx, notFound, publish } from '#core/kernel';
import type { Actor } from '#core/kernel';
import type { RouteFn, System } from '../system.ts';

export function register(route: RouteFn, system: System): void {
  const { db, flows, prompts } = system;
  const texts = new Map(prompts.texts.map((one) => [one.name, one]));
  const spoken = (language: string, part: { prompt: string } | { number: number }): string =>
    'number' in part ? String(part.number) : (texts.get(part.prompt)?.[language === 'es' ? 'es' : 'en'] ?? part.prompt);
  /** Recordings are the flow's: who may manage the one may manage the other, and it is written down. */
  const recorded = async (actor: Actor, action: string, work: () => void): Promise<object> => {
    await inTx(db, async (tx) => {
      const act = { actor, purpose: 'system-operation', subject: { type: 'Centre', id: 'prompts' } };
      await system.access.authorize(tx, { ...act, action: 'centre.manage' });
      work();
      await system.audit.append(tx, { ...act, action, outcome: 'done' });
      await publish(tx, 'flow', action);
    });
    return {};
  };
  const sounds = (): Record<string, string> => {
    const found: Record<string, string> = {};
    for (const { code } of LANGUAGES) for (const name of [...PROMPTS, 'sample']) {
      const has = prompts.has(code, name);
      if (has !== null) found[`${code}/${name}`] = has;
    }
    return found;
  };
  route(ops.getFlow, () => inTx(db, async (tx) => {
    const read = await flows.read(tx);
    return { ...read, problems: flows.check(read.draft ?? read.live), languages: [...LANGUAGES], prompts: prompts.texts, sounds: sounds() };
  }));
  route(ops.putFlowDraft, ({ actor, body }) => inTx(db, async (tx) => (await flows.saveDraft(tx, actor, body as Flow), { problems: flows.check(body as Flow) })));
  route(ops.makeFlowLive, ({ actor }) => inTx(db, async (tx) => (await flows.makeLive(tx, actor), {})));
  route(ops.restoreFlow, ({ actor, params }) => inTx(db, async (tx) => (await flows.restore(tx, actor, params.version), {})));
  route(ops.dryRunFlow, async ({ body }) => {
    const { steps, end } = dryRun(body.flow as Flow, body.keys, body.open);
    return { end, steps: steps.map((one) => ({ ...one, hears: one.hears.map(({ language, parts }) => ({ language, text: parts.map((part) => spoken(language, part)).join(' ') })) })) };
  });
  route(ops.putPrompt, ({ actor, params, body }) => recorded(actor, 'save-prompt', () => prompts.save(params.language, params.name, Buffer.from(body.wav, 'base64'))));
  route(ops.removePrompt, ({ actor, params }) => recorded(actor, 'remove-prompt', () => prompts.remove(params.language, params.name)));
  route(ops.getPrompt, async ({ params, reply }) => {
    const wav = prompts.sound(params.language, params.name);
    if (wav === null) throw notFound();
    reply.type('audio/wav').serializer((x: unknown) => x as string);
    return wav;
  });
}
