import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Accepts an offer; exactly one acceptance wins. */
export const acceptOffer = operation({
  name: 'acceptOffer',
  summary: 'Accepts an offer; exactly one acceptance wins',
  method: 'POST',
  path: '/api/offers/:offerId/accept',
  callers: ['counsellor'],
  params: Type.Object({ offerId: Type.String() }),
  result: Type.Object({ contactId: Type.String() }),
  errors: ['OfferGone'],
});
