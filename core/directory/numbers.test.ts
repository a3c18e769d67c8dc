/** The register of checked numbers: two people, half a year, the same number; for officials and for the directory alike. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCasework } from '#testing/casework';
import { checkAgain, standing } from './numbers.ts';

const day = (n: number): Date => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000);
let it: Awaited<ReturnType<typeof createCasework>>;
beforeAll(async () => { it = await createCasework(); });
afterAll(() => it?.close());

test('one person never makes both checks, the older of two is replaced, and another number begins anew', () => {
  const first = checkAgain(undefined, '+1 555 0100', 'ana', day(0));
  expect(() => checkAgain(first, '+1 555 0100', 'ana', day(1))).toThrow(expect.objectContaining({ code: 'SecondPersonNeeded' }));
  const both = checkAgain(first, '+1 (555) 0100', 'ben', day(10));
  expect(both).toMatchObject({ first_by: 'ana', second_by: 'ben' });
  expect(checkAgain(both, '+1 555 0100', 'cy', day(20))).toMatchObject({ first_by: 'cy', second_by: 'ben' });
  expect(checkAgain(both, '+1 555 0100', 'ana', day(20))).toMatchObject({ first_by: 'ana', first_at: day(20), second_by: 'ben' });
  expect(checkAgain(both, '+1 555 0199', 'ana', day(20))).toMatchObject({ number: '+1 555 0199', first_by: 'ana', second_by: null });
  expect([standing(both, '+1 555 0100', day(179)), standing(both, '+1 555 0100', day(181)), standing(both, '+1 555 0199', day(20)), standing(null, '+1 555 0100', day(1))].map((s) => s.checkedByTwo)).toEqual([true, false, false, false]);
});

test('a phone of the directory is checked by two, and no more when half a year is over; what is due is listed with whose it is', async () => {
  const [ana, sam] = [it.staff('Ana', 'counsellor'), it.staff('Sam', 'supervisor')];
  const service = it.services[0]!;
  const phone = async () => (await it.tx((t) => it.directory.details(t, service.id))).phones[0]!;
  const { id, number } = await phone();
  expect(await it.tx((t) => it.directory.checkPhone(t, ana, id))).toEqual({ checkedByTwo: false });
  expect(await it.tx((t) => it.directory.numbersDue(t, sam))).toEqual([{ id, number, whose: `${service.service}, ${service.organization}`, checkedByTwo: false, checkedAt: it.now().toISOString() }]);
  await expect(it.tx((t) => it.directory.checkPhone(t, ana, id))).rejects.toMatchObject({ code: 'SecondPersonNeeded' });
  expect(await it.tx((t) => it.directory.checkPhone(t, sam, id))).toEqual({ checkedByTwo: true });
  expect(await phone()).toMatchObject({ checkedByTwo: true });
  expect(await it.tx((t) => it.directory.numbersDue(t, sam))).toEqual([]);
  await it.pass(151 * 86_400);
  expect(await it.tx((t) => it.directory.numbersDue(t, sam))).toMatchObject([{ id, checkedByTwo: true }]);
  await it.pass(30 * 86_400);
  expect(await phone()).toMatchObject({ checkedByTwo: false });
  await expect(it.tx((t) => it.directory.numbersDue(t, ana))).rejects.toMatchObject({ code: 'Refused' });
});
