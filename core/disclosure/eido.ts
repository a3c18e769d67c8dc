/**
 * The Emergency Incident Data Object (EIDO) that an emergency call centre may be sent beside the call. Pure.
 * Source: NENA-STA-021.1b-2022, whose schema is github.com/NENA911/EIDO-JSON, Schema/openapi.yaml, version 1.0.0; the part of it that we use stands in
 * eido.schema.json beside this file. Only what is told in this call, for this purpose, is in it: no person component, no derived place, no caller's number
 * unless they gave one to be called back at.
 */
import { plainNumber } from '#core/reach';

export interface Told {
  /** What endangers the child's life, in words. */
  threat: string;
  /** Where help is needed, as the caller said it in this call to have help come. */
  place?: string | undefined;
  /** A number that the caller gave to be called back at. */
  callback?: string | undefined;
}
interface Of extends Told {
  /** Names this document; nothing can be told from it. */
  id: string;
  /** The domain name of the helpline: its agency identifier (NENA-STA-010). */
  domain: string;
  at: Date;
}

/** Notes are HTML5 in an EIDO: what somebody typed is text in it, never markup. */
const html = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The document of the minimum. */
export function eido({ id, domain, at, threat, place, callback }: Of) {
  const time = at.toISOString();
  const head = ($id: string) => ({ $id, lastUpdateTimeStamp: time, updatedByAgencyReference: { $ref: domain } });
  const ref = (part: string) => `${id}-${part}`;
  return {
    ...head(`urn:emergency:uid:incidentid:${id.replaceAll('-', '')}:${domain}`),
    eidoVersion: '1.0',
    issuingElementIdentification: domain,
    // None of the registered types of responders is a helpline.
    agencyComponent: [{ ...head(domain), agencyRoleDescriptionRegistryText: ['CallReceiving'], agencyType: [] as string[] }],
    callComponent: [{
      ...head(`urn:emergency:uid:callid:${id.replaceAll('-', '')}:${domain}`),
      standardPrimaryCallType: 'emergency', direction: 'outgoing', callStateRegistryText: 'callBegin', callStartTimestamp: time,
      notesReference: [{ $ref: ref('note') }],
      ...(place ? { locationReference: [{ $ref: ref('place') }] } : {}),
      ...(callback ? { callBackReference: { $ref: ref('callback') } } : {}),
    }],
    notesComponent: [{ ...head(ref('note')), notesActionComments: html(threat) }],
    ...(place ? { locationComponent: [{ ...head(ref('place')), locationTypeDescriptionRegistryText: 'CurrentIncident', locationDescriptionText: place }] } : {}),
    ...(callback ? { callbackComponent: [{ ...head(ref('callback')), callBackInformationUri: [`tel:${plainNumber(callback)}`] }] } : {}),
    '@context': { '@vocab': './JSON-LD_Contexts/EmergencyIncidentDataObjectType.jsonld' },
  };
}
