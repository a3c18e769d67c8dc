/** The table of how long, as data: policies/retention.json. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Words { readonly what: string; readonly from: string; readonly why: string; readonly happens: string }
export interface RetentionClass {
  readonly id: string;
  /** How many days after what `from` says; null: not by days. */
  readonly days: number | null;
  /** The job of this feature, one of the feature it belongs to, or nobody: it is kept. */
  readonly by: 'sweep' | 'own' | 'kept';
  readonly tables: readonly string[];
  readonly en: Words;
  readonly es: Words;
}

/** @throws when a class is not whole, or a table stands in two */
export function loadClasses(policyDir: string): readonly RetentionClass[] {
  const { classes } = JSON.parse(readFileSync(join(policyDir, 'retention.json'), 'utf8')) as { classes: RetentionClass[] };
  const seen = new Map<string, string>();
  for (const one of classes) {
    if (one.by === 'sweep' && !(Number.isInteger(one.days) && one.days! > 0)) throw new Error(`retention.json: ${one.id} is swept and needs its days.`);
    for (const words of [one.en, one.es]) for (const key of ['what', 'why', 'happens'] as const) if (!words?.[key]) throw new Error(`retention.json: ${one.id} does not say "${key}" in every language.`);
    for (const table of one.tables) {
      if (seen.has(table)) throw new Error(`retention.json: ${table} stands in ${seen.get(table)} and in ${one.id}.`);
      seen.set(table, one.id);
    }
  }
  return classes;
}
