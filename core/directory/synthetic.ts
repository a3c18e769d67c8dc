/** A synthetic directory, the same for the same seed. Nothing in it exists: names begin with "Example", addresses end in ".example", numbers are 555-01xx. */
import { createHash } from 'node:crypto';
import type { Row } from './hsds.ts';

export const NEEDS = [
  { code: 'child_protection', name: 'Child protection' }, { code: 'shelter', name: 'A safe place to stay' }, { code: 'health', name: 'Health care' },
  { code: 'mental_health', name: 'Somebody to talk to regularly' }, { code: 'legal_aid', name: 'A lawyer' }, { code: 'school', name: 'School' },
  { code: 'food', name: 'Food and clothing' }, { code: 'parenting', name: 'Help for families' },
] as const;
const LANGUAGES = [['en', 'English'], ['es', 'Español'], ['fr', 'Français'], ['pt', 'Português'], ['ht', 'Kreyòl ayisyen'], ['ar', 'العربية'], ['zh', '中文'], ['quc', 'Kʼicheʼ'], ['mam', 'Mam']] as const;
/** Real places, so that areas can be searched; what stands in them is invented. State, its code, county, the county's FIPS code, a time zone is found by the state. */
const PLACES = [['TX', 'Texas', 'Harris County', '48201'], ['TX', 'Texas', 'Hidalgo County', '48215'], ['CA', 'California', 'Los Angeles County', '06037'], ['CA', 'California', 'Alameda County', '06001'], ['AZ', 'Arizona', 'Maricopa County', '04013'],
  ['FL', 'Florida', 'Miami-Dade County', '12086'], ['NY', 'New York', 'Queens County', '36081'], ['IL', 'Illinois', 'Cook County', '17031'], ['GA', 'Georgia', 'Gwinnett County', '13135'], ['WA', 'Washington', 'King County', '53033']] as const;
const WORDS = ['Lantern', 'Harbor', 'Willow', 'Bridge', 'Meadow', 'Cedar', 'Sparrow', 'Juniper', 'Orchard', 'Compass', 'Maple', 'Heron', 'Lighthouse', 'Prairie', 'Garden', 'Riverstone', 'Sunrise', 'Clover', 'Anchor', 'Pine'];
const KINDS: Record<string, readonly [string, string]> = {
  child_protection: ['Child Protective Services', 'Takes reports and looks after children who are in danger.'], shelter: ['Children’s Shelter', 'Beds, meals and care, day and night.'],
  health: ['Community Clinic', 'Sees children without an appointment and without insurance.'], mental_health: ['Counseling Center', 'Regular talks with a trained person, alone or with the family.'],
  legal_aid: ['Legal Aid', 'Lawyers for children and those who care for them, free of charge.'], school: ['School Liaison', 'Finds a school and goes along on the first day.'],
  food: ['Food and Clothing Bank', 'Groceries, clothes, school things.'], parenting: ['Family Support', 'Visits families and helps with what is hard right now.'],
};

export interface SyntheticOrganization {
  id: string; name: string; description: string; email: string; enforcementSince: string | null;
  service: { id: string; name: string; description: string; residential: boolean; needs: string[]; languages: { id: string; code: string; name: string }[]; phone: { id: string; number: string }; schedule: { id: string; byday: string; opens: string; closes: string };
    area: { id: string; name: string; fips: string }; minimumAge: number | null; free: boolean; refers: boolean; capacity: 'open' | 'waiting_list' | 'full' | null };
  location: { id: string; name: string; address: { id: string; city: string; state: string } }; serviceAtLocationId: string; ori: string | null;
}

/** The organizations of a seed, in a fixed order. */
export function syntheticDirectory(seed: string, count = 200): SyntheticOrganization[] {
  const needs = NEEDS.map((n) => n.code);
  return Array.from({ length: count }, (_, i) => {
    const h = createHash('sha256').update(`${seed}/${i}`).digest();
    const id = (part: string) => syntheticId(`${seed}/${i}/${part}`);
    const need = needs[i % needs.length]!;
    const [kind, what] = KINDS[need]!;
    const name = `Example ${WORDS[i % WORDS.length]} ${kind} ${Math.floor(i / WORDS.length) + 1}`;
    const second = needs[h[0]! % needs.length]!;
    const languages = LANGUAGES.filter(([code], n) => code === 'en' || (code === 'es' ? h[1]! % 3 > 0 : h[n + 2]! % 5 === 0));
    const [state, stateName, county, fips] = PLACES[Math.floor(i / needs.length) % PLACES.length]!;
    const dayAndNight = need === 'shelter' || need === 'child_protection';
    // Public agencies alone sign such agreements; four of the synthetic ones did.
    const enforcementSince = need === 'child_protection' && i % 48 === 0 ? `2024-0${1 + (h[9]! % 9)}-15` : null;
    return {
      id: id('organization'), name, description: `${what} (Synthetic: this organization does not exist.)`, email: `intake@org-${i + 1}.example`, enforcementSince,
      service: {
        id: id('service'), name: kind, description: what, residential: need === 'shelter', needs: second === need || second === 'shelter' ? [need] : [need, second],
        languages: languages.map(([code, autonym]) => ({ id: id(`language/${code}`), code, name: autonym })),
        phone: { id: id('phone'), number: `+1 555 01${String(i % 100).padStart(2, '0')}` },
        schedule: { id: id('schedule'), byday: dayAndNight ? 'MO,TU,WE,TH,FR,SA,SU' : 'MO,TU,WE,TH,FR', opens: dayAndNight ? '00:00' : '08:30', closes: dayAndNight ? '24:00' : '17:00' },
        area: { id: id('area'), name: need === 'child_protection' ? stateName : `${county}, ${stateName}`, fips: need === 'child_protection' ? fips.slice(0, 2) : fips },
        minimumAge: h[20]! % 4 === 0 ? 12 : null, free: h[21]! % 4 > 0, refers: h[22]! % 8 > 0, capacity: (['open', 'open', null, 'waiting_list', 'full'] as const)[h[23]! % 5]!,
      },
      location: { id: id('location'), name: `${name}, example site`, address: { id: id('address'), city: county.replace(/ County$/, ''), state } }, serviceAtLocationId: id('service_at_location'),
      ori: need === 'child_protection' ? `${state}999${String(i).padStart(4, '0')}` : null,
    };
  });
}

/** The same as rows of HSDS. */
export function syntheticRows(all: readonly SyntheticOrganization[]): Row[] {
  const taxonomyId = syntheticId('need');
  const termId = (code: string) => syntheticId(`need/${code}`);
  const row = (table: string, data: Row['data']): Row => ({ table, data });
  return [
    row('taxonomy', { id: taxonomyId, name: 'havenline-needs', description: 'What a child or a family may need, in a few plain words.' }),
    ...NEEDS.map((n) => row('taxonomy_term', { id: termId(n.code), code: n.code, name: n.name, description: n.name, taxonomy: 'havenline-needs', taxonomy_id: taxonomyId })),
    ...all.flatMap(({ service: s, location: l, ...o }) => [
      row('organization', { id: o.id, name: o.name, description: o.description, email: o.email }),
      row('service', { id: s.id, organization_id: o.id, name: s.name, description: s.description, status: 'active', ...(s.minimumAge === null ? {} : { minimum_age: s.minimumAge }) }),
      row('location', { id: l.id, organization_id: o.id, name: l.name, location_type: 'physical' }),
      // Where people live is not written down, not even an invented place.
      ...(s.residential ? [] : [row('address', { id: l.address.id, location_id: l.id, address_1: '1 Example Street', city: l.address.city, state_province: l.address.state, postal_code: '00000', country: 'US', address_type: 'physical' })]),
      row('service_at_location', { id: o.serviceAtLocationId, service_id: s.id, location_id: l.id }),
      ...s.needs.map((code) => row('attribute', { id: syntheticId(`${s.id}/${code}`), link_id: s.id, link_entity: 'service', taxonomy_term_id: termId(code) })),
      ...s.languages.map((g) => row('language', { id: g.id, service_id: s.id, code: g.code, name: g.name })),
      row('phone', { id: s.phone.id, service_id: s.id, number: s.phone.number, type: 'voice' }),
      row('schedule', { id: s.schedule.id, service_id: s.id, byday: s.schedule.byday, opens_at: s.schedule.opens, closes_at: s.schedule.closes, freq: 'WEEKLY' }),
      row('service_area', { id: s.area.id, service_id: s.id, name: s.area.name, uri: `fips:${s.area.fips}` }),
      ...(s.free ? [row('cost_option', { id: syntheticId(`${s.id}/cost`), service_id: s.id, option: 'Free', amount: 0, currency: 'usd' })] : []),
      ...(o.ori === null ? [] : [row('organization_identifier', { id: syntheticId(`${o.id}/ori`), organization_id: o.id, identifier_type: 'ORI', identifier: o.ori })]),
    ]),
  ];
}

/** A UUID (version 8, RFC 9562) made from a name alone. */
export function syntheticId(name: string): string {
  const b = createHash('sha256').update(name).digest().subarray(0, 16);
  b[6] = (b[6]! & 0x0f) | 0x80;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
