export { createJobs } from './jobs.ts';
export type { JobFailure, JobHandler, Jobs, JobsDeps } from './jobs.ts';
