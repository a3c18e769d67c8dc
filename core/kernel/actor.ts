/** Who acts. Roles of staff are a closed list; there is no role outside it and no "superuser". */
export const ROLES = ['counsellor', 'interpreter', 'case_worker', 'supervisor', 'data_protection_officer', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What somebody of a partner agency may do there: invite colleagues, answer referrals, read them. */
export const PARTNER_ROLES = ['manages', 'answers', 'reads'] as const;
export type PartnerRole = (typeof PARTNER_ROLES)[number];

export type Actor =
  | { readonly kind: 'staff'; readonly id: string; readonly roles: readonly Role[]; readonly deskName: string; /** In a conversation whose caller says to be an official; the rules' own knowledge, nobody hands it in. */ readonly inOfficialCall?: boolean }
  | { readonly kind: 'partner'; readonly id: string; readonly organizationId: string; readonly roles: readonly PartnerRole[] }
  /** The caller of one contact, by phone or chat. They never need a name. */
  | { readonly kind: 'caller'; readonly contactId: string }
  /** A part of the centre itself: routing, a timer, the sequencer. */
  | { readonly kind: 'system'; readonly name: string };

/** True when the actor is a member of staff who holds the role. */
export function hasRole(actor: Actor, role: Role): boolean {
  return actor.kind === 'staff' && actor.roles.includes(role);
}
