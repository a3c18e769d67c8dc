/** What went wrong while an event of the engine was worked on: said to somebody, never swallowed. */

/** `callId` is the engine's own opaque name; nothing here says who calls. */
export interface EngineProblem {
  code: 'event-not-handled' | 'engine-message-failed' | 'live-calls-not-read';
  /** The kind of event or message it happened at. */
  at: string;
  callId?: string;
  error: unknown;
}
export type OnProblem = (problem: EngineProblem) => void;

/** Without a listener a problem becomes a warning of the process: its kind only, since a message may quote what a caller said. */
export function warn(problem: EngineProblem): void {
  const kind = problem.error instanceof Error ? problem.error.name : typeof problem.error;
  process.emitWarning(`Telephone engine problem ${problem.code} at ${problem.at}: ${kind}. Give createAsterisk an onError to see the whole error.`, { code: 'HAVENLINE_ENGINE_PROBLEM' });
}
