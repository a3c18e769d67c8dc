/**
 * Telling a service by telephone, where it has a number in the directory and neither the portal nor a machine: the people of the case get a task, read a script with exactly
 * the previewed fields, and write down whom they reached and what was said. What was read is in the ledger by the hash of its bytes; what the service says goes through the
 * commands of the portal. Nobody reached: a task at a later time, and after three of them a supervisor.
 */
import { bytesHash, REFERRAL_NOTICE } from '#core/disclosure';
import { conflict, invalid, newId, plusSeconds, publish } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { answeringOf } from './answering.ts';
import { askAgain, callsOf, insertCall } from './call-repository.ts';
import type { Notice } from './delivery.ts';
import type { ReferralDeps } from './ports.ts';
import { answerOf, enforcementPartner, previewStale, UNANSWERED } from './referral.ts';
import type { DeclineReason, Leaving } from './referral.ts';
import * as rows from './repository.ts';
import type { ReferralRow } from './repository.ts';
import { AGAIN_SECONDS, NOBODY, script, toRead, TRIES_VISIBLE } from './script.ts';
import type { CallSaid, Reached, ScriptLanguage } from './script.ts';
import { callRef, intoLedger, payloadPlace, PURPOSE, taskRef } from './shared.ts';
import type { Shared } from './shared.ts';
import { liveWay } from './way-repository.ts';

const SELF: Actor = { kind: 'system', name: 'referral' };
export type ToldBy = 'portal' | 'machine' | 'phone';

/** How a service is told: by its machine, in its portal where somebody there may answer, by telephone where there is a number and neither. */
export async function toldBy(tx: Tx, { directory, portalUsed }: Pick<ReferralDeps, 'directory' | 'portalUsed'>, service: { organizationId: string; serviceAtLocationId: string }): Promise<ToldBy> {
  if (await liveWay(tx, service.organizationId)) return 'machine';
  if (await portalUsed(tx, service.organizationId)) return 'portal';
  return (await directory.details(tx, service.serviceAtLocationId)).phones.length > 0 ? 'phone' : 'portal';
}

const TITLE: Record<Exclude<Notice, 'outcome'>, (number: string) => string> = {
  sent: (n) => `Call the service and read referral ${n} to it`, reminder: (n) => `Call the service again about referral ${n}: it has not answered`, message: (n) => `Call the service: a message about referral ${n} waits for it`,
};
/** The task to call, for the people of the case. How it went has a task of its own. */
export async function askToCall(tx: Tx, { cases }: Pick<ReferralDeps, 'cases'>, notice: Notice, row: Pick<ReferralRow, 'id' | 'number' | 'case_id'>): Promise<void> {
  if (notice === 'outcome') return;
  // A message is another matter than what still has to be read.
  const ref = notice === 'message' ? taskRef(row) : callRef(row);
  if (notice !== 'message') await cases.finishTasksOf(tx, SELF, ref, row.case_id);
  await cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind: 'referral_call', title: TITLE[notice](row.number), role: null, ref });
}

export interface CallGiven { clientId: string; reached: Reached; said: CallSaid; language?: ScriptLanguage | undefined; read?: string | undefined; why?: DeclineReason | undefined; until?: string | undefined; text: string }

export function callingOf(shared: Shared, answering: Pick<ReturnType<typeof answeringOf>, 'answerByPhone'>) {
  const { deps, ofStaff } = shared;
  const { clock, random, audit, vault, cases, directory, jobs } = deps;
  const over = () => conflict('ReferralMoved', 'This referral was answered or has ended: there is nothing to tell.', 'Load it again and look at its state.');

  /** When somebody tries again: after a pause, and then while the service is open; what is urgent does not wait for that. */
  async function nextTry(tx: Tx, row: ReferralRow, now: Date): Promise<Date> {
    const earliest = plusSeconds(now, AGAIN_SECONDS[row.urgency]);
    return row.urgency === 'now' ? earliest : ((await directory.openClock(tx, row.service_at_location_id, earliest)).after(0) ?? earliest);
  }
  /** What the referral carries, opened for somebody of the case. Each reading is in the log. */
  async function leavingOf(tx: Tx, actor: Actor, row: ReferralRow): Promise<Leaving> {
    if (!UNANSWERED.includes(row.state)) throw over();
    if (row.participates) throw enforcementPartner('the newest list');
    const caseNumber = await cases.numberOf(tx, row.case_id);
    const fields = [];
    for (const p of await rows.payloadOf(tx, row.id)) {
      const { grant } = await cases.authorizePerson(tx, actor, caseNumber, p.person_id, 'person.reveal', PURPOSE, [p.field]);
      fields.push({ label: p.label, value: await vault.reveal(tx, grant, payloadPlace(p.person_id, p.id, p.field), p.ciphertext) });
    }
    return { need: row.need, urgency: row.urgency, fields, notice: REFERRAL_NOTICE };
  }

  jobs.work('referral.call', async (tx: Tx, { number, call }: { number: string; call: string }) => {
    const row = await rows.byNumber(tx, number);
    if (!row || !UNANSWERED.includes(row.state) || !(await askAgain(tx, call, clock.now()))) return;
    await askToCall(tx, deps, 'sent', row);
    await publish(tx, `staff:${row.created_by}`, 'referral');
  });

  return {
    /** Whom to call and what to say, for somebody of the case. Nothing has left yet. @throws ReferralMoved, EnforcementPartner */
    async script(tx: Tx, actor: Actor, number: string, language: ScriptLanguage) {
      const row = await ofStaff(tx, actor, number, 'referral.record');
      const leaving = await leavingOf(tx, actor, row);
      const { phones, hours } = await directory.details(tx, row.service_at_location_id);
      const calls = await callsOf(tx, [row.id]);
      return {
        organization: row.organization, service: row.service, hours, phones: phones.map((p) => ({ number: p.number, extension: p.extension, about: p.about, checkedByTwo: p.checkedByTwo })),
        steps: script(language, number, leaving), sha256: bytesHash(toRead(language, number, leaving)), tries: calls.filter((c) => c.said === 'not_reached').length,
      };
    },

    /** Writes down how a call went. What was read has to be what the script says now. @throws PreviewStale, CallUnclear, ReferralMoved, UnknownTime, EnforcementPartner */
    async recordCall(tx: Tx, actor: Actor, number: string, given: CallGiven): Promise<{ state: string }> {
      const row = await ofStaff(tx, actor, number, 'referral.record');
      if ((await callsOf(tx, [row.id])).some((c) => c.client_id === given.clientId)) return { state: row.state };
      const { said } = given;
      const read = said !== 'not_reached' && said !== 'refused';
      if (said !== 'not_reached' && NOBODY.includes(given.reached)) throw invalid('CallUnclear', 'Nobody was reached, so nothing can have been told.', 'Say whom you reached, or that you reached nobody.');
      if (read && given.reached === 'reception') throw invalid('CallUnclear', 'Whoever only answers the telephone is not whom to tell.', 'If they take referrals say so; else call again.');
      if (!UNANSWERED.includes(row.state)) throw over();
      const sha256 = read ? bytesHash(toRead(given.language ?? 'en', number, await leavingOf(tx, actor, row))) : null;
      if (sha256 !== null && sha256 !== given.read) throw previewStale();
      const now = clock.now();
      const id = newId(clock, random);
      const againAt = said === 'not_reached' ? await nextTry(tx, row, now) : null;
      await insertCall(tx, { id, referral_id: row.id, client_id: given.clientId, at: now, by: (actor as { id: string }).id, reached: given.reached, said, sha256, again_at: againAt });
      await audit.append(tx, { actor, purpose: PURPOSE, action: `referral.call.${read ? 'told' : said}`, subject: { type: 'Referral', id: row.id }, outcome: 'done' });
      await cases.finishTasksOf(tx, actor, callRef(row));
      if (sha256 !== null) {
        await intoLedger(tx, deps, actor, row, sha256, now);
        const { state } = await answering.answerByPhone(tx, actor, row, said === 'told' ? { kind: 'received' } : answerOf({ kind: said as 'accept' | 'waitlist' | 'decline', why: given.why, until: given.until, text: given.text }));
        return { state };
      }
      await cases.event(tx, actor, row.case_id, 'referral', said === 'not_reached' ? `Referral ${number}: the service was called and not reached.` : `Referral ${number}: the service was called and would not hear it.`);
      const task = (kind: string, title: string, role: 'supervisor' | null) => cases.addTaskForRole(tx, SELF, { caseId: row.case_id, kind, title, role, ref: taskRef(row) });
      if (said === 'refused') await task('referral_refused', `Referral ${number}: the service would not hear it on the telephone; choose another service`, null);
      else {
        await jobs.enqueue(tx, 'referral.call', { number, call: id }, { runAt: againAt! });
        const tries = (await callsOf(tx, [row.id])).filter((c) => c.said === 'not_reached').length;
        // A step has its row: told once, however often somebody goes on calling.
        if (tries >= TRIES_VISIBLE && (await rows.takeStep(tx, row.id, 'unreached', now))) await task('referral_unreached', `Referral ${number}: the service was called ${tries} times and not reached`, 'supervisor');
      }
      await publish(tx, `staff:${row.created_by}`, 'referral');
      return { state: row.state };
    },
  };
}
