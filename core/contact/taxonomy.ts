/** Roles, reasons and safety questions of the record, as data; modelled on the public categories of child helplines. Nothing here asks about papers or places. */
export const TAXONOMY = {
  callerRoles: ['child', 'parent', 'other_relative', 'neighbour', 'teacher', 'health_worker', 'social_worker', 'other', 'not_said'],
  aboutRoles: ['self', 'own_child', 'child_of_family', 'child_known', 'child_unknown', 'not_said'],
  reasons: ['physical_violence', 'sexual_violence', 'emotional_violence', 'neglect', 'bullying', 'online_safety', 'family_relations', 'separation_from_family', 'mental_health', 'self_harm', 'school', 'homelessness', 'discrimination', 'basic_needs', 'legal_question', 'missing', 'exploitation', 'information', 'silent', 'other'],
  safety: ['danger_now', 'hurt_now', 'alone_now', 'somebody_safe_near', 'can_talk_freely', 'thinks_of_self_harm'],
};
export const EMPTY_FORM = { reasons: [], safety: {}, notes: [] };
