/** A synthetic directory, the same for the same seed. Nothing in it exists: names begin with "Example", addresses end in ".example", numbers are 555-01xx. */
import { createHash } from 'node:crypto';

export const NEEDS = [
  { code: 'child_protection', name: 'Child protection' }, { code: 'shelter', name: 'A safe place to stay' }, { code: 'health', name: 'Health care' },
  { code: 'mental_health', name: 'Somebody to talk to regularly' }, { code: 'legal_aid', name: 'A lawyer' }, { code: 'school', name: 'School' },
  { code: 'food', name: 'Food and clothing' }, { code: 'parenting', name: 'Help for families' },
] as const;
const LANGUAGES = [['en', 'English'], ['es', 'Español'], ['fr', 'Français'], ['pt', 'Português'], ['ht', 'Kreyòl ayisyen'], ['ar', 'العربية'], ['zh', '中文'], ['quc', 'Kʼicheʼ']] as const;
const WORDS = ['Lantern', 'Harbor', 'Willow', 'Bridge', 'Meadow', 'Cedar', 'Sparrow', 'Juniper', 'Orchard', 'Compass', 'Maple', 'Heron', 'Lighthouse', 'Prairie', 'Garden', 'Riverstone', 'Sunrise', 'Clover', 'Anchor', 'Pine'];
const KINDS: Record<string, readonly [string, string]> = {
  child_protection: ['Child Protective Services', 'Takes reports and looks after children who are in danger.'], shelter: ['Children’s Shelter', 'Beds, meals and care, day and night.'],
  health: ['Community Clinic', 'Sees children without an appointment and without insurance.'], mental_health: ['Counseling Center', 'Regular talks with a trained person, alone or with the family.'],
  legal_aid: ['Legal Aid', 'Lawyers for children and those who care for them, free of charge.'], school: ['School Liaison', 'Finds a school and goes along on the first day.'],
  food: ['Food and Clothing Bank', 'Groceries, clothes, school things.'], parenting: ['Family Support', 'Visits families and helps with what is hard right now.'],
};

export interface SyntheticOrganization {
  id: string; name: string; description: string; email: string; enforcementSince: string | null;
  service: { id: string; name: string; description: string; residential: boolean; needs: string[]; languages: { id: string; code: string; name: string }[]; phone: { id: string; number: string }; schedule: { id: string; byday: string; opens: string; closes: string } };
  location: { id: string; name: string }; serviceAtLocationId: string;
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
      },
      location: { id: id('location'), name: `${name}, example site` }, serviceAtLocationId: id('service_at_location'),
    };
  });
}

/** A UUID (version 8, RFC 9562) made from a name alone. */
export function syntheticId(name: string): string {
  const b = createHash('sha256').update(name).digest().subarray(0, 16);
  b[6] = (b[6]! & 0x0f) | 0x80;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
