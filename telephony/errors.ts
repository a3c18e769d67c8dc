/** The machine cannot get or run the telephone engine. The centre starts all the same; `advice` says what to do. */
export class AsteriskUnavailable extends Error {
  readonly reason: string;
  readonly advice: string;
  constructor(reason: string, advice: string) {
    super(reason);
    this.name = 'AsteriskUnavailable';
    this.reason = reason;
    this.advice = advice;
  }
}
