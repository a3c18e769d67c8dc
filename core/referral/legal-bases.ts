/**
 * What a referral may rest on when nobody could consent. A closed list, each entry with its source and the day it was read: nothing is sent on words of
 * one's own. None of it is legal advice: `counsel` says whether a centre's own counsel has confirmed it, and it travels into the ledger by its code.
 */
export interface LegalBasis { readonly code: string; readonly en: string; readonly es: string; readonly source: string; readonly readOn: string; readonly counsel: boolean }

export const LEGAL_BASES: readonly LegalBasis[] = [
  {
    code: 'court-mandate', en: 'A court orders that this service is asked', es: 'Un tribunal ordena que se pida a este servicio',
    source: '28 CFR 94.115(b) and 34 U.S.C. 12291(b)(2): release compelled by court mandate; the person is told where possible', readOn: '2026-11-25', counsel: false,
  },
  {
    code: 'statutory-mandate', en: 'A law orders that this service is asked', es: 'Una ley ordena que se pida a este servicio',
    source: '28 CFR 94.115(b) and 34 U.S.C. 12291(b)(2): release compelled by statutory mandate; the person is told where possible', readOn: '2026-11-25', counsel: false,
  },
  {
    code: 'serious-imminent-threat', en: 'A serious and imminent threat to health, which this service can lessen', es: 'Una amenaza grave e inminente para la salud, que este servicio puede reducir',
    source: '45 CFR 164.512(j)(1)(i), where the centre is a covered entity', readOn: '2026-11-25', counsel: false,
  },
];

export const legalBasis = (code: string): LegalBasis | undefined => LEGAL_BASES.find((b) => b.code === code);
