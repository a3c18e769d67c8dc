import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { refresh } from './refresh.ts';

/** A reading whose answers the test gives. */
function shown(client: QueryClient, path: string): { answers: ((value: string) => void)[]; value: () => unknown; end: () => void } {
  const answers: ((value: string) => void)[] = [];
  const observer = new QueryObserver(client, { queryKey: [path], queryFn: () => new Promise<string>((done) => answers.push(done)) });
  const end = observer.subscribe(() => undefined);
  return { answers, value: () => observer.getCurrentResult().data, end };
}

test('news that comes during the first reading is not lost: it is read once more', async () => {
  const client = new QueryClient();
  const now = shown(client, '/api/now');
  await vi.waitFor(() => expect(now.answers).toHaveLength(1));
  void refresh(client); // the offer was made after the answer was on its way
  void refresh(client);
  now.answers[0]!('no offer');
  await vi.waitFor(() => expect(now.answers).toHaveLength(2));
  now.answers[1]!('an offer');
  await vi.waitFor(() => expect(now.value()).toBe('an offer'));
  expect(now.answers).toHaveLength(2);
  now.end();
});

test('a later reading under way is left to finish and done once more; what is not stale is left alone', async () => {
  const client = new QueryClient();
  const [now, cases] = [shown(client, '/api/now'), shown(client, '/api/cases')];
  await vi.waitFor(() => expect([now.answers.length, cases.answers.length]).toEqual([1, 1]));
  now.answers[0]!('one');
  cases.answers[0]!('one');
  await vi.waitFor(() => expect([now.value(), cases.value()]).toEqual(['one', 'one']));
  const stale = (path: string): boolean => path === '/api/now';
  void refresh(client, stale);
  await vi.waitFor(() => expect(now.answers).toHaveLength(2));
  void refresh(client, stale);
  expect(now.answers).toHaveLength(2);
  now.answers[1]!('two');
  await vi.waitFor(() => expect(now.answers).toHaveLength(3));
  expect(now.value()).toBe('two');
  now.answers[2]!('three');
  await vi.waitFor(() => expect(now.value()).toBe('three'));
  expect([now.answers.length, cases.answers.length]).toEqual([3, 1]);
  now.end();
  cases.end();
});
