/** Work in a thread of its own: the server's own thread goes on serving calls while it is reckoned. */
import { Worker } from 'node:worker_threads';
import { HavenlineError } from '../kernel/index.ts';
import type { Answer, Input, Kind, Progress } from './work.ts';

export interface Working<K extends Kind> {
  /** @throws HavenlineError as the work says, StoppedByYou after `stop` */
  answer: Promise<Answer<K>>;
  /** Ends it at once, wherever it is. */
  stop(): void;
}
type Told<K extends Kind> = { progress: number } | { answer: Answer<K> } | { problem: { code: string; message: string; action: string; status: number } };
export const stoppedByYou = (): HavenlineError => new HavenlineError('StoppedByYou', 409, 'It was stopped before it was done.', 'Start it again when you like.');

export function inThread<K extends Kind>(kind: K, input: Input<K>, progress: Progress = () => undefined): Working<K> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { kind, input }, execArgv: [] });
  let stopped = false;
  const answer = new Promise<Answer<K>>((done, fail) => {
    worker.on('message', (told: Told<K>) => {
      if ('progress' in told) progress(told.progress);
      else if ('answer' in told) done(told.answer);
      else fail(new HavenlineError(told.problem.code, told.problem.status, told.problem.message, told.problem.action));
    });
    worker.on('error', fail);
    worker.on('exit', (code) => fail(stopped ? stoppedByYou() : new Error(`The thread of ${kind} ended by itself (${code}).`)));
  });
  return { answer, stop: () => { stopped = true; void worker.terminate(); } };
}
