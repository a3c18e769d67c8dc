/** Saves the newest value soon after it changed, one request at a time; an edit made during a save is saved after it. */
export class Autosave<T> {
  private pending: { value: T } | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private busy = false;
  private readonly save: (value: T) => Promise<void>;
  private readonly delay: number;
  private readonly failed: (error: unknown) => void;
  constructor(save: (value: T) => Promise<void>, failed: (error: unknown) => void, delay = 700) { this.save = save; this.failed = failed; this.delay = delay; }
  /** Takes the newest value; an older one that waits is replaced. */
  change(value: T): void {
    this.pending = { value };
    if (this.timer === null && !this.busy) this.timer = setTimeout(() => void this.flush(), this.delay);
  }
  /** Saves what waits at once. After a failure it is kept, and tried again. */
  async flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.busy || this.pending === null) return;
    const now = this.pending;
    this.pending = null; this.busy = true;
    let wait = 0;
    try { await this.save(now.value); } catch (error) { this.pending ??= now; wait = 1500; this.failed(error); }
    this.busy = false;
    if (this.pending !== null) this.timer = setTimeout(() => void this.flush(), wait);
  }
}
