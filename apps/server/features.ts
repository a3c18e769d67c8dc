/** The features after staff, built in the order of docs/architecture.md. Each line needs only those above it. */
import type { System, WireOptions } from './wire.ts';

export async function wireFeatures(_system: System, _options: WireOptions): Promise<void> {}
