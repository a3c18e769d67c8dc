/** The call flow's versions: a draft is written, checked, and goes live; the one before is kept. */
import { conflict, publish } from '../kernel/index.ts';
import type { Actor, Clock, Tx } from '../kernel/index.ts';
import { checkFlow, DEFAULT_FLOW } from './flow.ts';
import type { Flow, FlowProblem, HasPrompt } from './flow.ts';
import { spokenIn } from './languages.ts';
import * as rows from './repository.ts';

export interface FlowsDeps {
  clock: Clock;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' }): Promise<unknown> };
  access: { authorize(tx: Tx, request: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string } }): Promise<unknown> };
  /** Which recordings there are. */
  has: HasPrompt;
}
export type Flows = ReturnType<typeof createFlows>;
/** The call flow of this centre. */
export function createFlows({ clock, audit, access, has }: FlowsDeps) {
  const manage = async (tx: Tx, actor: Actor, action: string): Promise<string> => {
    const act = { actor, purpose: 'system-operation', subject: { type: 'Centre', id: 'call-flow' } };
    await access.authorize(tx, { ...act, action: 'centre.manage' });
    await audit.append(tx, { ...act, action, outcome: 'done' });
    await publish(tx, 'flow', action);
    return actor.kind === 'staff' ? actor.id : '';
  };
  const check = (flow: Flow): FlowProblem[] => checkFlow(flow, has, spokenIn);
  async function draft(tx: Tx, actor: Actor, flow: Flow, action: string): Promise<void> {
    await rows.lockFlows(tx);
    const by = await manage(tx, actor, action);
    const before = await rows.flowIn(tx, 'draft');
    if (before) await rows.saveFlow(tx, { ...before, flow, changed_by: by, changed_at: clock.now() });
    else await rows.insertFlow(tx, { state: 'draft', flow, changed_by: by, changed_at: clock.now() });
  }
  return {
    check,
    /** What callers hear now. */
    live: async (tx: Tx): Promise<Flow> => ({ ...DEFAULT_FLOW, ...(await rows.flowIn(tx, 'live'))?.flow }),
    /** The live flow, the draft if there is one, and the versions. */
    async read(tx: Tx) {
      const all = await rows.flows(tx);
      const live = all.find((one) => one.state === 'live');
      const draft = all.find((one) => one.state === 'draft');
      return {
        // What a version of an earlier time does not say is as it was then: as it comes with the house.
        live: { ...DEFAULT_FLOW, ...live?.flow }, draft: draft ? { ...DEFAULT_FLOW, ...draft.flow } : null,
        versions: all.filter((one) => one.state !== 'draft').map((one) => ({ version: one.version, state: one.state, by: one.desk_name ?? '', liveAt: (one.live_at ?? one.changed_at).toISOString() })),
      };
    },
    saveDraft: (tx: Tx, actor: Actor, flow: Flow) => draft(tx, actor, flow, 'save-call-flow'),
    /** An earlier version becomes the draft. @throws VersionUnknown */
    async restore(tx: Tx, actor: Actor, version: number): Promise<void> {
      const found = await rows.flowVersion(tx, version);
      if (!found) throw conflict('VersionUnknown', 'There is no such version.', 'Choose one of the list.');
      await draft(tx, actor, found.flow, 'restore-call-flow');
    },
    /** The draft goes live. @throws NoDraft, FlowHasProblems */
    async makeLive(tx: Tx, actor: Actor): Promise<void> {
      await rows.lockFlows(tx);
      const one = await rows.flowIn(tx, 'draft');
      if (!one) throw conflict('NoDraft', 'There is no draft.', 'Change something and save it first.');
      const stops = check(one.flow).filter((problem) => problem.stops);
      if (stops.length > 0) throw conflict('FlowHasProblems', `Callers would be lost: ${stops.map((p) => `${p.code} (${p.where})`).join(', ')}.`, 'Mend what the check names, save, and make it live then.');
      const by = await manage(tx, actor, 'make-call-flow-live');
      const before = await rows.flowIn(tx, 'live');
      if (before) await rows.saveFlow(tx, { ...before, state: 'replaced' });
      await rows.saveFlow(tx, { ...one, state: 'live', changed_by: by, live_at: clock.now() });
    },
  };
}
