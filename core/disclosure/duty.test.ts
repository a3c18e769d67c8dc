import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callClock, checkReportWords, dutyOf, NATIONAL, reportMove, STATES, writtenDue } from './duty.ts';
import { pdfOf, printable, wrap } from './pdf.ts';
import table from './duty-table.json' with { type: 'json' };

const now = new Date('2026-11-25T10:00:00Z');

test('every state and the District of Columbia has one row; what has no source has no value, and is said to be missing', () => {
  expect(STATES).toHaveLength(51);
  expect(new Set(STATES).size).toBe(51);
  for (const row of table.rows) {
    const duty = dutyOf(row.state, now)!;
    if (row.number !== null) {
      expect(row.number, row.state).toMatch(/^[0-9]{3}-[0-9]{3}-[0-9]{4}$/);
      expect(row.numberSource, row.state).toMatch(/^https?:\/\//);
    } else expect(duty.warnings, row.state).toContain('no-number');
    if (row.oral !== null || row.writtenHours !== null) expect(row.clockSource, row.state).toMatch(/^https?:\/\//);
    else expect(duty.warnings, row.state).toContain('no-clock');
    expect(row.writtenHours === null, row.state).toBe(row.writtenFrom === null);
    if (row.numberSource ?? row.clockSource) expect(row.read, row.state).toMatch(/^2026-\d\d-\d\d$/);
  }
  expect(NATIONAL).toMatchObject({ number: '800-422-4453', source: expect.stringMatching(/^https:/) });
  expect(dutyOf('HI', now)!.warnings).toContain('old-number');
  expect(dutyOf('ZZ', now)).toBeUndefined();
});

test('a clock that nobody checked is the strictest, and a supervisor has a task before any clock ends', () => {
  expect(callClock(null, now)).toEqual(callClock('at once', now));
  fc.assert(fc.property(fc.oneof(fc.constantFrom(null, 'at once' as const), fc.integer({ min: 1, max: 72 })), (oral) => {
    const { dueAt, warnAt } = callClock(oral, now);
    expect(dueAt.getTime() - warnAt.getTime()).toBeGreaterThanOrEqual(15 * 60_000);
    expect(warnAt.getTime()).toBeGreaterThan(now.getTime());
  }));
  const toldAt = new Date('2026-11-25T12:00:00Z');
  expect(writtenDue({ writtenHours: 48, writtenFrom: 'call' }, now, toldAt)).toEqual(new Date('2026-11-27T12:00:00Z'));
  expect(writtenDue({ writtenHours: 36, writtenFrom: 'contact' }, now, toldAt)).toEqual(new Date('2026-11-26T22:00:00Z'));
  expect(writtenDue({ writtenHours: null, writtenFrom: null }, now, toldAt)).toEqual(new Date('2026-11-26T12:00:00Z'));
});

test('a report is told before it is acknowledged, and one that was told is not dropped', () => {
  expect(reportMove('open', 'tell')).toBe('told');
  expect(reportMove('told', 'acknowledge')).toBe('acknowledged');
  expect(reportMove('open', 'drop')).toBe('not_needed');
  for (const [state, by] of [['open', 'acknowledge'], ['told', 'drop'], ['not_needed', 'tell'], ['acknowledged', 'tell']] as const) expect(() => reportMove(state, by)).toThrow(expect.objectContaining({ code: 'ReportMoved' }));
});

test.each(['His mother is undocumented', 'She is in this country, an illegal immigrant', 'Está aquí sin papeles', 'They fear deportation', 'ICE was at the door', 'asked about their immigration'])('nothing about papers goes into a report: %s', (words) => {
  expect(() => checkReportWords(words)).toThrow(expect.objectContaining({ code: 'NoPapersInReport' }));
});
test.each(['He slipped on ice and nobody took him to a doctor', 'She said nice things first', 'Le pegan en casa', 'The papers at school show 12 absences', undefined])('other words do: %s', (words) => {
  expect(() => checkReportWords(words)).not.toThrow();
});

test('the sheet is the same for the same words, its table of objects leads to each of them, and the data is in it byte for byte', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 400 }), { maxLength: 90 }), (texts) => {
    const content = JSON.stringify({ texts });
    const sheet = { title: 'Synthetic sheet', lines: texts.map((text, i) => ({ text, strong: i % 3 === 0 })), attached: { name: 'report.json', type: 'application/json', content }, at: now };
    const pdf = pdfOf(sheet);
    expect(pdf.equals(pdfOf(sheet))).toBe(true);
    const text = pdf.toString('latin1');
    const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
    const offsets = text.slice(start).match(/\d{10} 00000 n/g)!.map((line) => Number(line.slice(0, 10)));
    for (const [i, offset] of offsets.entries()) expect(text.slice(offset, offset + 12)).toContain(`${i + 1} 0 obj`);
    expect(pdf.includes(Buffer.from(content, 'utf8'))).toBe(true);
  }), { numRuns: 50 });
});

test('lines break at spaces and never hold more than fits; nothing is lost', () => {
  fc.assert(fc.property(fc.string({ maxLength: 300 }).map((s) => s.replaceAll('\n', ' ')), fc.integer({ min: 1, max: 60 }), (text, width) => {
    const lines = wrap(text, width);
    for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(Math.max(width, 1) + 0);
    expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
  }));
  expect([printable('Ñandú, “sí”'), printable('ሰላም')]).toEqual([true, false]);
});
