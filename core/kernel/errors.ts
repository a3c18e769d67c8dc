/**
 * An error with a stable code that a person can act on. `status` is the HTTP status at the edge; `action` says what to do next.
 * Messages never hold a protected value.
 */
export class HavenlineError extends Error {
  readonly code: string;
  readonly status: number;
  readonly action: string;
  constructor(code: string, status: number, message: string, action: string) {
    super(message);
    this.name = 'HavenlineError';
    this.code = code;
    this.status = status;
    this.action = action;
  }
}

/** "Not found" and "not yours" are one answer, so that nobody learns what exists. */
export function notFound(): HavenlineError {
  return new HavenlineError('NotFound', 404, 'This is not here, or not yours to see.', 'Check the number, or ask the person who gave it to you.');
}

/** The move is not possible in the present state (somebody else was faster, or it is over). */
export function conflict(code: string, message: string, action: string): HavenlineError {
  return new HavenlineError(code, 409, message, action);
}

/** What was sent cannot be used; says which part and how to mend it. */
export function invalid(code: string, message: string, action: string): HavenlineError {
  return new HavenlineError(code, 422, message, action);
}

/** No rule allows it. The refusal is in the log. */
export function refused(message = 'Your role does not allow this.', action = 'Ask a supervisor if you need it for a conversation or a case.'): HavenlineError {
  return new HavenlineError('Refused', 403, message, action);
}
