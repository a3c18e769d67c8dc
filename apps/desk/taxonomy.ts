import { t } from './i18n.ts';

export interface Taxonomy { roles: [string, string][]; about: [string, string][]; groups: { label: string; reasons: [string, string][] }[]; safety: [string, string][] }
const pair = (x: any): [string, string] => (typeof x === 'string' ? [x, named(x)] : [String(x.code ?? x.id ?? x.key), text(x.label ?? x.text ?? x.name ?? x.code)]);
const text = (x: any): string => (typeof x === 'object' && x !== null ? String(x[document.documentElement.lang] ?? x.en ?? '') : String(x));

/** The server's taxonomy as choices; a part that it does not name has our default. */
export function taxonomyOf(given: any): Taxonomy {
  const groups = given?.groups ?? given?.reasonGroups ?? (Array.isArray(given?.reasons) && given.reasons[0]?.reasons ? given.reasons : null);
  const flat: any[] = Array.isArray(given?.reasons) && !groups ? given.reasons : [];
  const names = [...new Set(flat.map((r) => text(r.group ?? r.category ?? t('Reasons'))))];
  return {
    roles: (given?.callerRoles ?? given?.roles)?.map(pair) ?? [['child', t('Child')], ['parent', t('Parent')], ['relative', t('Relative')], ['sponsor', t('Sponsor')], ['teacher', t('Teacher')], ['other', t('Other')]],
    about: (given?.aboutRoles ?? given?.callerRoles)?.map(pair) ?? [['child', t('Child')], ['other', t('Other')]],
    groups: groups?.map((g: any) => ({ label: text(g.label ?? g.name ?? g.code), reasons: (g.reasons ?? g.items ?? []).map(pair) }))
      ?? (flat.length > 0 ? names.map((label) => ({ label, reasons: flat.filter((r) => text(r.group ?? r.category ?? t('Reasons')) === label).map(pair) }))
        : [{ label: t('Safety'), reasons: [['afraid', t('Afraid of someone')], ['hurt', t('Hurt')], ['made_to_work', t('Made to work')]] }, { label: t('Daily life'), reasons: [['school', t('School')], ['food_or_bed', t('Food or a bed')], ['health', t('Health')]] }, { label: t('Family, rights'), reasons: [['reach_family', t('Reach family')], ['lawyer', t('Lawyer or court')], ['feeling_low', t('Feeling low')]] }]),
    safety: (given?.safety ?? given?.safetyQuestions)?.map(pair) ?? [['danger_now', t('In danger right now')], ['afraid_at_home', t('Afraid of somebody where they live')], ['hurt_or_threatened', t('Hurt, touched or threatened')], ['self_harm', t('Thinks about dying or hurting themself')], ['safe_adult', t('A safe adult they can reach')]],
  };
}

/** The centre's codes in words; a code of its own that we do not know is shown as it is. */
function named(code: string): string {
  const words: Record<string, string> = {
    child: t('Child'),
    parent: t('Parent'),
    other_relative: t('Relative'),
    neighbour: t('Neighbour'),
    teacher: t('Teacher'),
    health_worker: t('Health worker'),
    social_worker: t('Social worker'),
    other: t('Other'),
    not_said: t('Not said'),
    self: t('Themself'),
    own_child: t('Their child'),
    child_of_family: t('Child of the family'),
    child_known: t('A child they know'),
    child_unknown: t('A child they do not know'),
    physical_violence: t('Physical violence'),
    sexual_violence: t('Sexual violence'),
    emotional_violence: t('Emotional violence'),
    neglect: t('Neglect'),
    bullying: t('Bullying'),
    online_safety: t('Online safety'),
    family_relations: t('Family relations'),
    separation_from_family: t('Separated from family'),
    mental_health: t('Mental health'),
    self_harm: t('Self-harm'),
    school: t('School'),
    homelessness: t('No place to sleep'),
    discrimination: t('Discrimination'),
    basic_needs: t('Food or a bed'),
    legal_question: t('Lawyer or court'),
    missing: t('Missing'),
    exploitation: t('Made to work'),
    information: t('Information'),
    silent: t('Silent'),
    danger_now: t('In danger right now'),
    hurt_now: t('Hurt right now'),
    alone_now: t('Alone right now'),
    somebody_safe_near: t('Somebody safe is near'),
    can_talk_freely: t('Can talk freely'),
    thinks_of_self_harm: t('Thinks of hurting themself'),
  };
  return words[code] ?? code.replaceAll('_', ' ');
}
