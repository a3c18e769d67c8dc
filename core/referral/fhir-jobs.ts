/**
 * A referral at a partner's FHIR server: sent as one transaction, then asked for until it ends, and cancelled when it is taken back. What the partner's Task says becomes the
 * commands of the portal, each once; what no command stands for is put before the people of the case.
 */
import { bytesHash } from '#core/disclosure';
import { plusSeconds } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { answeringOf } from './answering.ts';
import { answersTo, askAgainIn, byNumber, CANCEL, fhirBundle, foundTaskId, readTask, statusShown, taskIdOf } from './fhir.ts';
import { leavingByMachine, toSend, tried } from './machine.ts';
import type { ReferralDeps } from './ports.ts';
import { GONE } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { intoLedger, taskRef } from './shared.ts';
import type { Shared } from './shared.ts';
import { bearerTokens, validSecrets, VISIBLE_AFTER, webhookHeaders } from './webhook.ts';
import * as ways from './way-repository.ts';

const SELF: Actor = { kind: 'system', name: 'referral' };
const JSON_TYPE = 'application/fhir+json';
const fine = (status: number): boolean => status >= 200 && status < 300;
interface Heard { status: number; body: string; error: string | null }

/** Asks the server, with the newest bearer token; where that is not taken and the key was changed within a day, with the one before. What has a body is signed like every message of ours. */
async function ask({ post, signingKey, clock }: Pick<ReferralDeps, 'post' | 'signingKey' | 'clock'>, way: ways.WayRow, m: { id: string; method: 'GET' | 'POST' | 'PATCH'; path: string; body?: string; type?: string }): Promise<Heard> {
  const now = clock.now();
  const of = { id: way.id, keyVersion: way.key_version, rotatedAt: way.rotated_at };
  const signed = m.body === undefined ? {} : { ...webhookHeaders(validSecrets(signingKey, of, now), m.id, now, m.body), 'content-type': m.type ?? JSON_TYPE };
  let heard: Heard = { status: 0, body: '', error: 'Error' };
  for (const token of bearerTokens(signingKey, of, now)) {
    heard = await post({ url: `${way.url}${m.path}`, method: m.method, body: m.body ?? '', headers: { ...signed, accept: JSON_TYPE, authorization: `Bearer ${token}`, ...(m.method === 'POST' ? { prefer: 'return=minimal' } : {}) } })
      .then(({ status, body }) => ({ status, body, error: fine(status) ? null : `Status ${status}` }), (e: { code?: string }) => ({ status: 0, body: '', error: e.code ?? 'Error' }));
    if (heard.status !== 401) break;
  }
  return heard;
}

export function fhirJobs({ deps }: Shared, answering: Pick<ReturnType<typeof answeringOf>, 'answerByMachine'>): void {
  const { clock, cases, jobs } = deps;

  async function send(tx: Tx, d: ways.DeliveryRow, row: ReferralRow, way: ways.WayRow): Promise<void> {
    const now = clock.now();
    const leaving = await leavingByMachine(tx, deps, row);
    const body = fhirBundle({ id: d.id, at: d.at, number: row.number, dueAt: row.due_at, owner: row.organization, aboutPerson: row.about_person, ...leaving });
    const heard = await ask(deps, way, { id: d.id, method: 'POST', path: '', body });
    await intoLedger(tx, deps, SELF, row, bytesHash(body), now, row.created_by);
    // A server that had it already need not say where: then it is looked for by our number.
    let taskId = heard.error === null ? taskIdOf(heard.body) : undefined;
    if (heard.error === null && taskId === undefined) taskId = foundTaskId((await ask(deps, way, { id: d.id, method: 'GET', path: `/Task?${byNumber(row.number)}` })).body);
    await tried(tx, deps, 'referral.fhir', d, row, { error: heard.error ?? (taskId === undefined ? 'NoTask' : null), gone: heard.status === 410 });
    if (taskId === undefined) return;
    await ways.insertTask(tx, { referral_number: row.number, way_id: way.id, task_id: taskId, at: now });
    await jobs.enqueue(tx, 'referral.ask', { number: row.number }, { runAt: plusSeconds(now, askAgainIn(row.state, row.urgency, 0)) });
  }
  /** Cancels the Task, where one may be there: it is looked for by our number when we do not know it. Whether it left is known to them alone where we died between their yes and our commit; the number tells nothing. */
  async function cancel(tx: Tx, d: ways.DeliveryRow, row: ReferralRow, way: ways.WayRow): Promise<void> {
    await ways.lockSent(tx, row.number);
    const task = await ways.seeTask(tx, row.number);
    const heard = await ask(deps, way, { id: d.id, method: 'PATCH', path: task ? `/Task/${task.task_id}` : `/Task?${byNumber(row.number)}`, body: CANCEL, type: 'application/json-patch+json' });
    const none = [404, 410, 412].includes(heard.status);
    await tried(tx, deps, 'referral.fhir', d, row, { error: none ? null : heard.error, gone: false });
  }
  jobs.work('referral.fhir', async (tx: Tx, { id }: { id: string }) => {
    const due = await toSend(tx, id);
    if (due) await (due.d.notice === 'revoked' ? cancel : send)(tx, due.d, due.row, due.way);
  });

  /** A person has to look: once for each thing that it says. */
  async function toPerson(tx: Tx, row: ReferralRow, status: string): Promise<void> {
    const says = statusShown(status);
    await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: 'referral_unclear', title: `The machine of the service says ${says} about referral ${row.number}: ask the service what it means`, role: null, ref: taskRef(row) });
    await cases.event(tx, SELF, row.case_id, 'referral', `The machine of the service says ${says} about referral ${row.number}; somebody has to ask the service.`);
  }
  jobs.work('referral.ask', async (tx: Tx, { number }: { number: string }) => {
    const task = await ways.lockTask(tx, number);
    if (!task || task.over) return;
    const [row, way] = [await rows.seeByNumber(tx, number), await ways.seeWay(tx, task.way_id)];
    if (!row || !way || row.participates || GONE.includes(row.state)) return ways.saveTask(tx, { ...task, over: true });
    const now = clock.now();
    const heard = await ask(deps, way, { id: number, method: 'GET', path: `/Task/${task.task_id}` });
    const said = heard.error === null ? readTask(heard.body, number) : undefined;
    const next = { ...task, asked_at: now };
    if (said === undefined) {
      next.failures = task.failures + 1;
      next.over = heard.status === 410;
      if (next.failures === VISIBLE_AFTER || next.over) {
        await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: 'webhook_failed', title: `The machine of the service does not say how referral ${number} stands (${heard.error ?? 'NoTask'}); telephone`, role: 'supervisor', ref: taskRef(row) });
      }
    } else {
      next.failures = 0;
      next.status = said.status;
      const machine: Actor = { kind: 'partner', id: way.id, organizationId: way.organization_id, roles: ['answers'] };
      const reading = answersTo(said, row.state);
      // Somebody who answered in the portal meanwhile came first: then this fails as a whole and is asked again.
      if (reading.kind === 'answers') for (const answer of reading.answers) await answering.answerByMachine(tx, machine, number, answer);
      else if (task.shown !== said.status) await toPerson(tx, row, said.status);
      next.shown = reading.kind === 'unclear' ? said.status : null;
    }
    const state = (await rows.seeByNumber(tx, number))!.state;
    next.over ||= GONE.includes(state);
    await ways.saveTask(tx, next);
    if (!next.over) await jobs.enqueue(tx, 'referral.ask', { number }, { runAt: plusSeconds(now, askAgainIn(state, row.urgency, next.failures)) });
  });
}
