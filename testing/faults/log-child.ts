/** Appends and acknowledges until it is killed (log.ts). Several at once, so that kills hit every moment of a transaction and of the sequencer. */
import { writeSync } from 'node:fs';
import { systemClock, systemRandom } from '#adapters/clock';
import { openSigner } from '#adapters/keys';
import { createKysely } from '#adapters/postgres';
import { createAudit } from '#core/audit';
import { inTx } from '#core/kernel';

const [url = '', keyFile = ''] = process.argv.slice(2);
const db = createKysely(url, 6);
const audit = createAudit({ clock: systemClock, random: systemRandom, signer: openSigner(keyFile) });

const appending = async (): Promise<never> => {
  for (;;) {
    const id = await inTx(db, (tx) => audit.append(tx, { actor: { kind: 'system', name: 'faults' }, purpose: 'system-operation', action: 'centre.manage', subject: { type: 'Centre', id: '1' }, outcome: 'done' }));
    // Written at once and not from a buffer: what was acknowledged was said.
    writeSync(1, `${id}\n`);
  }
};
const sequencing = async (): Promise<never> => {
  for (;;) await audit.sequence(db);
};
await Promise.all([appending(), appending(), appending(), sequencing()]);
