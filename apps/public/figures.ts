/** The public report as a page and as a file: plain HTML, no script. */
import { CATALOGUES, frame } from './render.ts';
import type { PublicSettings } from './render.ts';
import { FIGURE_TEXTS } from './texts/figures.ts';
import type { FigureTexts } from './texts/figures.ts';

export type FigureCell = number | 'few' | 'hidden';
export interface PublicFigures { period: string; periods: string[]; answered: FigureCell; inTime: FigureCell; left: { purpose: string; times: FigureCell }[]; demands: { kind: string; came: FigureCell; given: FigureCell }[] }
/** What an address of the report asks for; null: it is none. */
export function figuresAt(path: string): { language: string | null; period: string | undefined; csv: boolean } | null {
  const found = /^\/(?:([a-z]{2})\/)?figures(?:\/(\d{4}-[1-4])(\.csv)?)?\/?$/.exec(path);
  if (!found || (found[1] !== undefined && !CATALOGUES.some((t) => t.code === found[1]))) return null;
  return { language: found[1] ?? null, period: found[2], csv: found[3] !== undefined };
}

const shown = (t: FigureTexts, code: string, n: FigureCell): string => (typeof n === 'number' ? n.toLocaleString(code) : `<i>${n === 'few' ? t.few : t.hidden}</i>`);
const named = (t: FigureTexts, period: string): string => `${t.quarter[Number(period[5]) - 1]} ${period.slice(0, 4)}`;

/** The page of one period; `figures` null: nothing is published yet. */
export function renderFigures(code: string, base: string, figures: PublicFigures | null, settings: PublicSettings): string {
  const t = FIGURE_TEXTS[code]!;
  const row = (head: string, ...cells: FigureCell[]): string => `<tr><th scope="row">${head}</th>${cells.map((n) => `<td class="num">${shown(t, code, n)}</td>`).join('')}</tr>`;
  const table = (first: string, heads: string[], rows: string[]): string => `<table class="tab"><thead><tr><th scope="col">${first}</th>${heads.map((one) => `<th scope="col" class="num">${one}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const percent = figures && typeof figures.answered === 'number' && figures.answered > 0 && typeof figures.inTime === 'number' ? `${((100 * figures.inTime) / figures.answered).toLocaleString(code, { maximumFractionDigits: 1 })} %` : `<i>${t.hidden}</i>`;
  const body = figures === null ? `<main id="main"><section class="hero"><div class="wrap"><h1>${t.heading}</h1><p class="lead">${t.none}</p></div></section></main>` : `<main id="main"><section class="hero"><div class="wrap"><h1>${t.heading}</h1><p class="lead">${named(t, figures.period)}</p>
<dl class="sums"><div><dt>${t.answered}</dt><dd class="num">${shown(t, code, figures.answered)}</dd></div><div><dt>${t.inTime}</dt><dd class="num">${percent}</dd></div><div><dt>${t.enforcement}</dt><dd class="num">0</dd></div></dl></div></section>
<section class="sect"><div class="wrap halves"><div><h2>${t.left}</h2>${table(t.why, [t.times], figures.left.map((one) => row(t.purposes[one.purpose]!, one.times)))}</div>
<div><h2>${t.demands}</h2>${table(t.demand, [t.came, t.given], figures.demands.map((one) => row(t.kinds[one.kind]!, one.came, one.given)))}<p class="quiet">${t.note}</p></div></div></section>
<section class="sect"><div class="wrap"><h2>${t.check}</h2><p>${t.checkText}</p>${figures.periods.length > 1 ? `<nav aria-label="${t.show}"><p class="quiet">${t.show}: ${figures.periods.filter((p) => p !== figures.period).map((p) => `<a href="${base}figures/${p}/">${named(t, p)}</a>`).join(' · ')}</p></nav>` : ''}</div></section></main>`;
  const foot = `<footer class="foot"><div class="wrap"><a href="${base}">${t.talk}</a>${figures === null ? '' : ` · <a href="${base}figures/${figures.period}.csv" download>${t.csv}</a>`} · <a href="/figures/log/checkpoint">${t.seal}</a></div></footer>`;
  return frame(CATALOGUES.find((one) => one.code === code)!, base, settings, { title: t.title, skip: t.skip, suffix: `figures/${figures === null ? '' : `${figures.period}/`}`, script: 'exit', body: `${body}${foot}` });
}

/** The tables as CSV (RFC 4180). */
export function figuresCsv(figures: PublicFigures): string {
  const lines = [['period', 'table', 'row', 'column', 'value'], ...figures.left.map((one) => [figures.period, 'left', one.purpose, 'times', one.times]), ...figures.demands.flatMap((one) => [[figures.period, 'demands', one.kind, 'came', one.came], [figures.period, 'demands', one.kind, 'given', one.given]])];
  return `${lines.map((line) => line.map((one) => (one === 'few' ? '1 to 10' : one === 'hidden' ? 'not shown' : one)).join(',')).join('\r\n')}\r\n`;
}
