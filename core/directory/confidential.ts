/**
 * Addresses that must not be known (a shelter's): encrypted under the location's own key before any of it is written, and in no plain column, list, search or API.
 * A source marks a location with `confidential` (true, yes, 1); the centre may too. A grant for that one location opens it.
 */
import { HavenlineError, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import type { Batch } from './import.ts';
import type { DirectoryDeps } from './ports.ts';
import * as rows from './confidential-repository.ts';

const YES = /^(true|yes|y|1|confidential)$/i;
/** What of a location says where it is. */
const REVEALING = ['latitude', 'longitude', 'transportation', 'description', 'alternate_name', 'url', 'external_identifier', 'external_identifier_type'];
const place = (id: string) => ({ keyOf: { kind: 'location' as const, id }, table: 'confidential_address', column: 'address', row: id });
export type ConfidentialPlaces = ReturnType<typeof confidentialPlaces>;

export function confidentialPlaces({ clock, access, vault, working }: DirectoryDeps) {
  async function seal(tx: Tx, actor: Actor, locationId: string, parts: unknown): Promise<void> {
    await vault.createKey('location', locationId);
    const grant = await access.authorize(tx, { actor, purpose: 'system-operation', action: 'location.write', subject: { type: 'Location', id: locationId }, fields: ['address'] });
    await rows.put(tx, locationId, await vault.protect(tx, grant, place(locationId), JSON.stringify(parts)), clock.now());
  }
  return {
    /** Takes what is confidential out of what was read. Locations have to come before their addresses; a file that has them the other way round is refused, row by row. */
    async takeOut(tx: Tx, actor: Actor, batch: Batch): Promise<Batch> {
      const marked = new Set(batch.rows.filter((r) => r.table === 'location' && YES.test(String((r.data.extra as Record<string, unknown> | undefined)?.confidential ?? ''))).map((r) => r.data.id));
      const about = batch.rows.filter((r) => r.table === 'location' || r.table === 'address').map((r) => (r.table === 'location' ? r.data.id : String(r.data.location_id ?? '')));
      if (about.length === 0) return batch;
      const known = await rows.confidentialAmong(tx, [...new Set([...about.filter(Boolean), ...marked])]);
      const secret = (id: unknown): boolean => marked.has(String(id)) || known.has(String(id));
      if (!about.some(secret)) return batch;
      await rows.mark(tx, [...marked]);
      const parts = new Map<string, { location?: unknown; addresses: unknown[] }>();
      const of = (id: string) => { const had = parts.get(id); if (had) return had; const made = { addresses: [] }; parts.set(id, made); return made as { location?: unknown; addresses: unknown[] }; };
      const kept: Batch['rows'] = [];
      for (const row of batch.rows) {
        if (row.table === 'address' && secret(row.data.location_id)) { of(String(row.data.location_id)).addresses.push(row.data); continue; }
        if (row.table !== 'location' || !secret(row.data.id)) { kept.push(row); continue; }
        of(row.data.id).location = Object.fromEntries(REVEALING.flatMap((name) => (row.data[name] === undefined ? [] : [[name, row.data[name]]])));
        kept.push({ ...row, data: Object.fromEntries(Object.entries(row.data).filter(([name]) => !REVEALING.includes(name))) as typeof row.data });
      }
      for (const [id, found] of parts) if (found.addresses.length > 0) await seal(tx, actor, id, found);
      const problems = [...parts].filter(([, p]) => p.addresses.length > 0).map(([id]) => ({ severity: 'note' as const, file: 'addresses', line: null, code: 'KeptSealed', message: `The address of location ${id} is confidential.`, action: 'It is kept encrypted and shown nowhere; nothing is to be done.' }));
      return { ...batch, rows: kept, problems: [...batch.problems, ...problems] };
    },
    /** Marks a location as confidential: what stands in plain columns is sealed and taken out of them, what imports kept of it too. */
    async hide(tx: Tx, actor: Actor, locationId: string): Promise<void> {
      const plain = await rows.plainOf(tx, locationId);
      if (!plain) throw notFound();
      await rows.mark(tx, [locationId]);
      await seal(tx, actor, locationId, plain);
      await rows.blank(tx, locationId, REVEALING);
    },
    /** Opens the address of one location to who works on a case that was referred there; the reading is in the log before the address is answered. */
    async reveal(tx: Tx, actor: Actor, locationId: string): Promise<{ lines: string[] }> {
      const grant = await access.authorize(tx, { actor, purpose: 'service-referral', action: 'location.reveal', subject: { type: 'Location', id: locationId, attrs: { assigned: await working(tx, locationId) } }, fields: ['address'] });
      const sealed = await rows.get(tx, locationId);
      if (!sealed) throw notFound();
      const { addresses } = JSON.parse(await vault.reveal(tx, grant, place(locationId), sealed)) as { addresses: Record<string, string>[] };
      if (addresses.length === 0) throw new HavenlineError('FieldEmpty', 404, 'No address is written here.', 'Call the service and ask where to go.');
      return { lines: addresses.map((a) => [a.attention, a.address_1, a.address_2, [a.city, a.state_province, a.postal_code].filter(Boolean).join(', '), a.country].filter(Boolean).join('; ')) };
    },
  };
}
