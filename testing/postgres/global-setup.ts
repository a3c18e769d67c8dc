/** vitest: one PostgreSQL before the first test file, gone after the last. */
import { ENVIRONMENT, startSharedCluster } from './cluster.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const { shared, stop } = await startSharedCluster();
  process.env[ENVIRONMENT] = JSON.stringify(shared);
  return stop;
}
