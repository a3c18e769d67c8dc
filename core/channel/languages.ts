/** Languages that callers may find themselves in. Codes are BCP 47, which for most of these is ISO 639-3. */
export interface SpokenLanguage {
  code: string;
  /** ISO 639-3. */
  iso: string;
  /** In English, for the desk; on screens the language's own name stands first. */
  name: string;
  /** Whose recordings are played where this language has none of its own. */
  fallback: 'en' | 'es';
}
const mayan = (code: string, name: string): SpokenLanguage => ({ code, iso: code, name, fallback: 'es' });
export const LANGUAGES: readonly SpokenLanguage[] = [
  { code: 'en', iso: 'eng', name: 'English', fallback: 'en' }, { code: 'es', iso: 'spa', name: 'Spanish', fallback: 'es' },
  mayan('quc', 'K’iche’'), mayan('mam', 'Mam'), mayan('kek', 'Q’eqchi’'), mayan('cak', 'Kaqchikel'), mayan('kjb', 'Q’anjob’al'), mayan('ixl', 'Ixil'),
  mayan('knj', 'Akateko'), mayan('jac', 'Popti’'), mayan('cac', 'Chuj'), mayan('agu', 'Awakateko'),
  { code: 'pt', iso: 'por', name: 'Portuguese', fallback: 'es' }, { code: 'ht', iso: 'hat', name: 'Haitian Creole', fallback: 'en' }, { code: 'ar', iso: 'arb', name: 'Arabic', fallback: 'en' },
  { code: 'fr', iso: 'fra', name: 'French', fallback: 'en' }, { code: 'zh', iso: 'cmn', name: 'Mandarin', fallback: 'en' }, { code: 'ti', iso: 'tir', name: 'Tigrinya', fallback: 'en' },
  { code: 'tr', iso: 'tur', name: 'Turkish', fallback: 'en' }, { code: 'ru', iso: 'rus', name: 'Russian', fallback: 'en' }, { code: 'pa', iso: 'pan', name: 'Punjabi', fallback: 'en' }, { code: 'hi', iso: 'hin', name: 'Hindi', fallback: 'en' },
];
/** The languages whose recordings may stand in for this one's, nearest first, itself at the beginning. */
export const spokenIn = (code: string): string[] => [...new Set([code, LANGUAGES.find((one) => one.code === code)?.fallback ?? 'en', 'en'])];
