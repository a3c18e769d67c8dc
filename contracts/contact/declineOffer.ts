import { Type } from 'typebox';
import { operation } from '../operation.ts';

/** Declines an offer; it goes to the next. */
export const declineOffer = operation({
  name: 'declineOffer',
  summary: 'Declines an offer; it goes to the next',
  method: 'POST',
  path: '/api/offers/:offerId/decline',
  callers: ['counsellor'],
  params: Type.Object({ offerId: Type.String() }),
  result: Type.Object({}),
  errors: ['OfferGone'],
});
