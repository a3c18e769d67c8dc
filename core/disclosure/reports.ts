/** A duty to report, from the place told to the number by which the body knows it. What leaves is asked, agreed to and handed over as every disclosure. */
import { createHash } from 'node:crypto';
import { conflict, invalid, newId, newNumber, notFound, plusSeconds, publish } from '#core/kernel';
import type { Actor, Role, Tx } from '#core/kernel';
import type { Ask, composingOf } from './composing.ts';
import type { ChildSide } from './disclosure.ts';
import { callClock, dutyOf, NATIONAL, reportMove, writtenDue } from './duty.ts';
import { pdfOf, printable } from './pdf.ts';
import { staffOnly, wordPlace } from './shared.ts';
import type { Shared } from './shared.ts';
import * as disclosures from './repository.ts';
import * as rows from './report-repository.ts';
import type { ReportRow } from './report-repository.ts';

const SELF: Actor = { kind: 'system', name: 'disclosure' };
const PURPOSE = 'mandated-report';
/** Reason to suspect may be some days old when somebody sees the duty; not older. */
const OLDEST_SECONDS = 30 * 86_400;

export interface ReportAsk {
  /** A state or county as the caller told it, by its code; only the state is kept. */
  area: string;
  /** From when there was reason to suspect. */
  since: string;
  /** Where the table names no law. */
  law?: string | undefined;
  to?: string | undefined;
  fields: { personId: string; field: string }[];
  /** What happened, in words. Never anything about papers. */
  message: string;
  childSide: ChildSide;
}

export function reportsOf(shared: Shared, composing: Pick<ReturnType<typeof composingOf>, 'ask' | 'preview' | 'handOver' | 'withdraw'>) {
  const { deps, authorize, protectWord, writeLine, ledgerOf } = shared;
  const { clock, random, audit, vault, cases, directory, jobs } = deps;

  function dutyAt(area: string) {
    const state = directory.areas.state(area.slice(0, 2));
    const duty = state && dutyOf(state.code, clock.now());
    if (!state || !duty) throw invalid('UnknownArea', 'For this place no body is known that takes reports.', 'Choose a state or the District of Columbia, or a county in it.');
    return { state, duty };
  }
  function askOf(r: ReportAsk): Ask {
    const { state, duty } = dutyAt(r.area);
    return {
      recipient: { dutyState: state.code }, to: r.to, purpose: PURPOSE, basis: { kind: 'law', law: duty.law ?? r.law ?? '' }, fields: r.fields, message: r.message, childSide: r.childSide, via: 'handover',
    };
  }
  async function own(tx: Tx, actor: Actor, caseNumber: string, number: string): Promise<ReportRow> {
    const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'case.write');
    const row = await rows.lockReport(tx, found.id, number);
    if (!row) throw notFound();
    return row;
  }
  async function moved(tx: Tx, actor: Actor, row: ReportRow, by: 'tell' | 'acknowledge' | 'drop', more: Partial<ReportRow>): Promise<ReportRow> {
    const after = { ...row, ...more, state: reportMove(row.state, by) };
    await rows.saveReport(tx, after);
    await audit.append(tx, { actor, purpose: PURPOSE, action: `report.${by}`, subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
    await cases.event(tx, actor, row.case_id, 'report', `Report ${row.number}: ${after.state.replace('_', ' ')}.`);
    await cases.finishTasksOf(tx, actor, `duty:${row.id}`);
    return after;
  }
  const keepNumber = async (tx: Tx, actor: Actor, row: ReportRow, number: string): Promise<void> => {
    if (number.trim() === '') throw invalid('AcknowledgementMissing', 'The number that the body gave is missing.', 'Ask the body for it, or tell without one and write it down when you have it.');
    const disclosure = await shared.must(tx, row.disclosure_number);
    await protectWord(tx, await authorize(tx, actor, disclosure, 'disclosure.ask'), disclosure, 'ack', number.trim());
  };

  // What is left of the clock: a supervisor has a task before the end, at the end the officer for data protection too.
  const STEPS: Record<string, { state: ReportRow['state']; roles: Role[]; kind: string; title: (r: ReportRow) => string }> = {
    warn: { state: 'open', roles: ['supervisor'], kind: 'duty_due', title: (r) => `The report ${r.number} has to be made by ${r.due_at.toISOString().slice(0, 16).replace('T', ' ')} UTC and the body was not told yet` },
    due: { state: 'open', roles: ['supervisor', 'data_protection_officer'], kind: 'duty_overdue', title: (r) => `The report ${r.number} is overdue by law: the body was not told` },
    written: { state: 'told', roles: ['supervisor'], kind: 'duty_unacknowledged', title: (r) => `The report ${r.number} has no number of the body yet: is the form there?` },
  };
  jobs.work('duty.clock', async (tx: Tx, { caseId, number, step }: { caseId: string; number: string; step: string }) => {
    const row = await rows.lockReport(tx, caseId, number);
    const due = STEPS[step];
    if (!row || !due || row.state !== due.state) return;
    for (const role of due.roles) await cases.addTaskForRole(tx, SELF, { caseId: null, kind: due.kind, title: due.title(row), role, ref: `duty:${row.id}` });
    await audit.append(tx, { actor: SELF, purpose: 'system-operation', action: `report.${step}`, subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
    await publish(tx, 'tasks', 'duty');
  });

  return {
    /** Bodies by the words of the place that was told, with their sources and what is not known of them. What is typed is kept nowhere. */
    findDuty(place: string) {
      const areas = [];
      for (const { code, name } of directory.areas.find(place, 6)) {
        const state = directory.areas.state(code.slice(0, 2));
        const duty = state && dutyOf(state.code, clock.now());
        if (duty) areas.push({ code, name, ...duty, oral: duty.oral === null ? null : String(duty.oral) });
      }
      return { areas, national: NATIONAL };
    },

    /** The bytes that would leave. Nothing is asked. @throws NoPapersInReport, UnknownArea */
    previewReport: async (tx: Tx, actor: Actor, caseNumber: string, r: ReportAsk): Promise<{ bytes: string; recipient: string }> => {
      const { bytes, recipient } = await composing.preview(tx, actor, caseNumber, askOf(r));
      return { bytes, recipient };
    },

    /** Starts it: asks for the disclosure, and the legal clock runs. @throws NoPapersInReport, UnknownArea, UnknownTime, BasisMissing */
    async startReport(tx: Tx, actor: Actor, caseNumber: string, r: ReportAsk): Promise<{ number: string; disclosure: string }> {
      const me = staffOnly(actor);
      const now = clock.now();
      const since = new Date(r.since);
      if (Number.isNaN(since.getTime()) || since > plusSeconds(now, 60) || since < plusSeconds(now, -OLDEST_SECONDS)) throw invalid('UnknownTime', 'Since when there was reason to suspect is missing, or too long ago.', 'Say the day and hour, within the last 30 days.');
      const { state, duty } = dutyAt(r.area);
      const { number: disclosure } = await composing.ask(tx, actor, caseNumber, askOf(r));
      const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'case.write');
      const { dueAt, warnAt } = callClock(duty.oral, since);
      const row: ReportRow = {
        id: newId(clock, random), number: newNumber(random, 'RP'), case_id: found.id, disclosure_number: disclosure, state_code: state.code, state: 'open', started_by: me.id, since, due_at: dueAt,
        told_at: null, told_how: null, written_due_at: null, acknowledged_at: null,
      };
      await rows.insertReport(tx, row);
      await audit.append(tx, { actor, purpose: PURPOSE, action: 'report.started', subject: { type: 'Disclosure', id: row.id }, outcome: 'done' });
      await cases.event(tx, actor, found.id, 'report', `Report ${row.number} to ${duty.body}: started.`);
      for (const [step, runAt] of [['warn', warnAt], ['due', dueAt]] as const) await jobs.enqueue(tx, 'duty.clock', { caseId: found.id, number: row.number, step }, { runAt });
      return { number: row.number, disclosure };
    },

    /** The form, once a second person agreed: as data, and as a sheet with the data in it. Each has its line in the ledger with the hash of its bytes. */
    async reportForm(tx: Tx, actor: Actor, caseNumber: string, number: string) {
      const row = await own(tx, actor, caseNumber, number);
      const { bytes, sha256, hidesInSeconds } = await composing.handOver(tx, actor, row.disclosure_number);
      const disclosure = await shared.must(tx, row.disclosure_number);
      const document = JSON.parse(bytes) as { to: string; basis: string; fields: { label: string; value: string }[]; notice: string };
      const all = document.fields.every((f) => printable(f.value));
      const pdf = pdfOf({
        title: `Report of suspected child abuse or neglect ${row.number}`, at: disclosure.released_at!, attached: { name: 'report.json', type: 'application/json', content: bytes },
        lines: [
          { text: 'Report of suspected child abuse or neglect', strong: true }, { text: `Number ${row.number}, to ${document.to}` }, { text: `Because of ${document.basis}` }, { text: `Reason to suspect since ${row.since.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
          ...document.fields.flatMap((f) => [{ text: '' }, { text: f.label, strong: true }, { text: f.value }]), { text: '' }, { text: document.notice },
          ...(all ? [] : [{ text: '' }, { text: 'Some letters cannot be printed on this sheet and show as dots. The exact words are in the file report.json inside it.', strong: true }]),
        ],
      });
      const pdfHash = createHash('sha256').update(pdf).digest('hex');
      if (!(await disclosures.ofRequest(tx, row.disclosure_number)).some((line) => line.sha256 === pdfHash)) await writeLine(tx, actor, 'disclosed', { ...ledgerOf(disclosure), sha256: pdfHash });
      return { bytes, sha256, pdf: pdf.toString('base64'), pdfSha256: pdfHash, printable: all, hidesInSeconds };
    },

    /** The body was told. @throws NotHandedOver, ReportMoved */
    async tellReport(tx: Tx, actor: Actor, caseNumber: string, number: string, told: { how: 'phone' | 'online' | 'sheet'; acknowledgement?: string | undefined }): Promise<{ state: string }> {
      const row = await own(tx, actor, caseNumber, number);
      const disclosure = await shared.must(tx, row.disclosure_number);
      if (disclosure.released_at === null) throw conflict('NotHandedOver', 'What is told was not agreed to and opened yet.', 'Wait for the second person, open the form, then tell the body.');
      const now = clock.now();
      const duty = dutyOf(row.state_code, now)!;
      let after = await moved(tx, actor, row, 'tell', { told_at: now, told_how: told.how, written_due_at: writtenDue(duty, row.since, now) });
      if (told.acknowledgement?.trim()) {
        await keepNumber(tx, actor, after, told.acknowledgement);
        // A written form that is still due is a reason to look again, number or not.
        if (duty.writtenHours === null || told.how !== 'phone') after = await moved(tx, actor, after, 'acknowledge', { acknowledged_at: now });
      }
      if (after.state === 'told') await jobs.enqueue(tx, 'duty.clock', { caseId: row.case_id, number, step: 'written' }, { runAt: after.written_due_at! });
      return { state: after.state };
    },
    /** The body knows it by this number, and the written form, where one is due, is there. @throws AcknowledgementMissing, ReportMoved */
    async acknowledgeReport(tx: Tx, actor: Actor, caseNumber: string, number: string, acknowledgement: string): Promise<{ state: string }> {
      const row = await own(tx, actor, caseNumber, number);
      const after = await moved(tx, actor, row, 'acknowledge', { acknowledged_at: clock.now() });
      await keepNumber(tx, actor, row, acknowledgement);
      return { state: after.state };
    },
    /** No duty after all: what was asked is taken back. @throws ReportMoved */
    async dropReport(tx: Tx, actor: Actor, caseNumber: string, number: string): Promise<{ state: string }> {
      const row = await own(tx, actor, caseNumber, number);
      const after = await moved(tx, actor, row, 'drop', {});
      const { state } = await shared.must(tx, row.disclosure_number);
      if (['asked', 'approved', 'released'].includes(state)) await composing.withdraw(tx, actor, row.disclosure_number);
      return { state: after.state };
    },

    /** The reports of a case, each with its body and clock. */
    async reports(tx: Tx, actor: Actor, caseNumber: string) {
      const { found } = await cases.authorizeCase(tx, actor, caseNumber, 'case.read');
      const all = [];
      for (const row of await rows.reportsOf(tx, found.id)) {
        const disclosure = (await disclosures.seeByNumber(tx, row.disclosure_number))!;
        const duty = dutyOf(row.state_code, clock.now())!;
        const yours = actor.kind === 'staff' && actor.id === disclosure.asked_by;
        let acknowledgement: string | null = null;
        const kept = yours ? (await disclosures.wordsOf(tx, disclosure.id)).find((w) => w.field === 'ack') : undefined;
        if (kept) acknowledgement = await vault.reveal(tx, await authorize(tx, actor, disclosure, 'disclosure.read'), wordPlace(disclosure.id, 'ack'), kept.ciphertext);
        all.push({
          number: row.number, disclosure: row.disclosure_number, agreed: disclosure.state, state: row.state, yours, body: duty.body, phone: duty.number, hours: duty.hours, hoursEs: duty.hoursEs, warnings: duty.warnings, writtenHours: duty.writtenHours,
          since: row.since.toISOString(), dueAt: row.due_at.toISOString(), toldAt: row.told_at?.toISOString() ?? null, toldHow: row.told_how, writtenDueAt: row.written_due_at?.toISOString() ?? null, acknowledgedAt: row.acknowledged_at?.toISOString() ?? null, acknowledgement,
        });
      }
      return { reports: all, national: NATIONAL };
    },
  };
}
