/** The thread's own side: does one piece of work, tells how far it is, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { HavenlineError } from '../kernel/index.ts';
import { work } from './work.ts';
import type { Input, Kind } from './work.ts';

/** So many steps of progress are told at most. */
const STEPS = 200;
const { kind, input } = workerData as { kind: Kind; input: Input<Kind> };
let told = -1;
try {
  const answer = await work(kind, input, (share) => {
    const step = Math.floor(share * STEPS);
    if (step <= told) return;
    told = step;
    parentPort!.postMessage({ progress: share });
  });
  parentPort!.postMessage({ answer });
} catch (error) {
  if (!(error instanceof HavenlineError)) throw error;
  parentPort!.postMessage({ problem: { code: error.code, message: error.message, action: error.action, status: error.status } });
}
