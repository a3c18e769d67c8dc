/** Linear and mixed-integer programs, solved by HiGHS (WebAssembly, in this thread). */
import loader from 'highs';
import { HavenlineError } from '../kernel/index.ts';

export interface Program {
  minimise: [number, string][];
  subject: { terms: [number, string][]; is: '<=' | '>=' | '='; value: number }[];
  bounds: [string, number, number][];
  whole: string[];
}
export interface Solved {
  value(name: string): number;
  objective: number;
  /** How far from the best possible at most, relative, as the solver proved; 0 for a program without whole numbers. */
  gap: number;
}
/** What we use of the package, whose types name its CommonJS form. */
interface Model { options: { set(options: Record<string, unknown>): void }; info: { get(name: string): number }; run(): unknown; getObjectiveValue(): number; getColByName(name: string): number; getSolution(): { colValue: Float64Array } }
interface Highs { withModel<T>(source: { format: 'lp'; data: string }, work: (model: Model) => T): T }
const load = loader as unknown as () => Promise<Highs>;
const FEASIBLE = 2;

/** @throws HavenlineError NoSolution when there is none, or none was found in `seconds` */
export async function solve({ minimise, subject, bounds, whole }: Program, { seconds, gap }: { seconds: number; gap: number }): Promise<Solved> {
  const sum = (terms: [number, string][]): string => terms.map(([factor, name]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`).join('\n ');
  const data = `Minimize\n obj: ${sum(minimise)}\nSubject To\n${subject.map(({ terms, is, value }, n) => ` c${n}: ${sum(terms)} ${is} ${value}`).join('\n')}\n`
    + `${bounds.length === 0 ? '' : `Bounds\n${bounds.map(([name, low, high]) => ` ${low} <= ${name} <= ${high}`).join('\n')}\n`}${whole.length === 0 ? '' : `General\n ${whole.join('\n ')}\n`}End\n`;
  return (await load()).withModel({ format: 'lp', data }, (model) => {
    model.options.set({ output_flag: false, time_limit: seconds, mip_rel_gap: gap });
    model.run();
    if (model.info.get('primal_solution_status') !== FEASIBLE) throw new HavenlineError('NoSolution', 409, 'The solver found nothing that keeps all rules.', 'Loosen a rule, or give it more time.');
    const { colValue } = model.getSolution();
    const known = new Map(minimise.map(([, name]) => [name, colValue[model.getColByName(name)]!]));
    return { value: (name) => known.get(name) ?? 0, objective: model.getObjectiveValue(), gap: whole.length === 0 ? 0 : Math.max(0, model.info.get('mip_gap')) };
  });
}
