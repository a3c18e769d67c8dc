/** The directory: who can help, with what, in which languages. */
import { invalid, notFound } from '#core/kernel';
import type { Actor, Tx } from '#core/kernel';
import * as rows from './repository.ts';
import { syntheticDirectory } from './synthetic.ts';
export { NEEDS, syntheticDirectory } from './synthetic.ts';

export interface DirectoryDeps {
  audit: { append(tx: Tx, entry: { actor: Actor; purpose: string; action: string; subject: { type: string; id: string }; outcome: 'done' }): Promise<unknown> };
}
/** A service as the features after this one see it. */
export interface Service { serviceAtLocationId: string; name: string; organization: string; organizationId: string; email: string | null; residential: boolean; enforcementSince: string | null }
export type Directory = ReturnType<typeof createDirectory>;

/** The directory of this centre. What it holds is public; nothing in it is about a caller. */
export function createDirectory({ audit }: DirectoryDeps) {
  return {
    /** Fills an empty directory with synthetic organizations; answers how many it brought (0 when there are some already). */
    async importIfEmpty(tx: Tx, seed = 'havenline', count = 200): Promise<number> {
      if (!(await rows.isEmpty(tx))) return 0;
      const all = syntheticDirectory(seed, count);
      await rows.insertAll(tx, all);
      await audit.append(tx, { actor: { kind: 'system', name: 'directory' }, purpose: 'system-operation', action: 'directory.imported', subject: { type: 'Directory', id: 'synthetic' }, outcome: 'done' });
      return all.length;
    },
    /** At most 60 services by words, need (code or name) and language code. */
    async search(tx: Tx, query: { text?: string | undefined; need?: string | undefined; language?: string | undefined }) {
      const found = await rows.search(tx, query);
      return {
        needs: await rows.needs(tx),
        services: found.map((r) => ({
          serviceAtLocationId: r.id, service: r.service, organization: r.organization, organizationId: r.organization_id, description: r.description,
          needs: r.needs, languages: r.languages, residential: r.residential, hours: r.hours, enforcementParticipation: r.since ? { since: r.since } : null,
        })),
      };
    },
    async service(tx: Tx, serviceAtLocationId: string): Promise<Service> {
      const r = await rows.byId(tx, serviceAtLocationId);
      if (!r) throw notFound();
      return { serviceAtLocationId: r.id, name: r.service, organization: r.organization, organizationId: r.organization_id, email: r.email, residential: r.residential, enforcementSince: r.since };
    },
    /** The name of a need, given by code or name. @throws UnknownNeed */
    async need(tx: Tx, codeOrName: string): Promise<string> {
      const found = (await rows.needs(tx)).find((n) => n.code === codeOrName || n.name === codeOrName);
      if (!found) throw invalid('UnknownNeed', 'This need is not in the directory.', 'Choose one of the needs that the directory lists.');
      return found.name;
    },
    async organizations(tx: Tx) {
      return (await rows.organizations(tx)).map((o) => ({ organizationId: o.id, name: o.name, enforcementParticipation: o.since !== null }));
    },
  };
}
