/** The three services of the faults of referrals: each is told in another way. The same ones in every process. */
import type { createCasework } from '#testing/casework';

type Casework = Awaited<ReturnType<typeof createCasework>>;
export function servicesOf(centre: Casework) {
  const able = centre.services.filter((s) => s.enforcementParticipation === null && !s.residential);
  const [portal, phone, fhir] = [...new Map(able.toSorted((a, b) => a.organizationId.localeCompare(b.organizationId)).map((s) => [s.organizationId, s])).values()];
  if (!portal || !phone || !fhir) throw new Error('the synthetic directory has fewer than three services for this need');
  centre.telephoneOnly.add(phone.organizationId);
  return { portal, phone, fhir };
}
