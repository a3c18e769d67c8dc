import { createHash } from 'node:crypto';

/** What is kept of a secret of 256 bits: guessing is hopeless, so a plain hash is enough. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();
