import type { Access } from '#core/access';
import type { Jobs } from '#core/jobs';
import type { Actor, Clock, Db, Random, Tx } from '#core/kernel';
import type { Vault } from '#core/vault';
import type { Gazetteer } from './areas.ts';
import type { HsdsSource } from './import.ts';
import type { Shapes } from './map.ts';

/** What the directory needs. `gazetteer` is an adapter: the counties and their codes. */
export interface DirectoryDeps {
  db: Db;
  jobs: Pick<Jobs, 'enqueue' | 'cancel' | 'work'>;
  /** The source at an address. */
  openSource: (address: string) => HsdsSource;
  clock: Clock;
  random: Random;
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' }): Promise<unknown> };
  access: Pick<Access, 'authorize'>;
  vault: Pick<Vault, 'createKey' | 'protect' | 'reveal'>;
  gazetteer: Gazetteer;
  /** The shapes of states and counties, read when the first map is drawn. */
  shapes: () => Shapes;
  /** Who works on a case that was referred to this location: the only ones its confidential address opens to. */
  working: (tx: Tx, locationId: string) => Promise<string[]>;
  /** Where the centre is: used where a source gives hours without a time zone and a place without a state. */
  timeZone: (tx: Tx) => Promise<string>;
}
