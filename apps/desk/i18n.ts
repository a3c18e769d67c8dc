import { i18n } from '@lingui/core';
import en from './locales/en.json' with { type: 'json' };
import es from './locales/es.json' with { type: 'json' };

i18n.load({ en, es } as never);
export const language = typeof navigator !== 'undefined' && navigator.language.startsWith('es') ? 'es' : 'en';
i18n.activate(language);
if (typeof document !== 'undefined') document.documentElement.lang = language;

/** A text of the desk in the reader's language; the English text is its key. */
export const t = (id: string, values?: Record<string, string | number>): string => i18n._(id, values);
/** A language's own name. */
const MAYAN: Record<string, string> = { quc: 'K’iche’', mam: 'Mam', kek: 'Q’eqchi’', cak: 'Kaqchikel', kjb: 'Q’anjob’al', ixl: 'Ixil', knj: 'Akateko', jac: 'Popti’', cac: 'Chuj', agu: 'Awakateko', ht: 'Kreyòl ayisyen' };
export const autonym = (code: string): string => {
  if (MAYAN[code] !== undefined) return MAYAN[code];
  try { return new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code; } catch { return code; } };
