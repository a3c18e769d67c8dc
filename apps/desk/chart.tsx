import { useEffect, useRef, useState } from 'react';
import { t } from './i18n.ts';

/** One row of a chart: bars stand on the ground, a line joins its values, a band lies between `values` and `high`. `tone` is a colour of the tokens. */
export interface Series { kind: 'bars' | 'line' | 'band'; name: string; values: readonly (number | null)[]; high?: readonly (number | null)[]; tone: 1 | 2 | 3 }
export interface ChartOf { label: string; /** What stands under each value; the table has all of them. */ marks: readonly string[]; series: readonly Series[]; /** Every how many values one mark is drawn. */ every: number; format?: (value: number) => string; /** The largest value of the scale; without it as the values need. */ top?: number; now?: number }

const [HEIGHT, LEFT, BOTTOM, TOP] = [210, 46, 24, 18];
/** A round number from which on all values have room: 1, 2 or 5 times a power of ten. */
function roof(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-9, most)));
  return power * ([1, 2, 3, 4, 5, 6, 8].find((step) => step * power >= most) ?? 10);
}
/** How wide it may be drawn, followed. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(720);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setWidth(Math.max(240, Math.floor(entry!.contentRect.width))));
    watch.observe(ref.current!);
    return () => watch.disconnect();
  }, []);
  return [ref, width] as const;
}

/** A drawn chart with its legend and, for whoever cannot or would rather not look at it, the same as a table. */
export function Chart({ label, marks, series, every, format = (value) => String(Math.round(value)), top, now }: ChartOf) {
  const [ref, width] = useWidth();
  const most = top ?? roof(Math.max(1, ...series.flatMap((one) => [...one.values, ...(one.high ?? [])]).map((value) => value ?? 0)));
  const inner = width - LEFT - 8;
  const step = inner / Math.max(1, marks.length);
  const x = (at: number): number => LEFT + (at + 0.5) * step;
  const y = (value: number): number => TOP + (1 - Math.min(1, value / most)) * (HEIGHT - TOP - BOTTOM);
  // Where a narrow screen has no room for all marks, every second or fourth is left.
  const sparse = every * Math.max(1, 2 ** Math.ceil(Math.log2(Math.max(1, 48 / (step * every)))));
  const line = (values: readonly (number | null)[]): string => {
    let pen = false;
    return values.map((value, at) => {
      if (value === null) { pen = false; return ''; }
      const move = `${pen ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
      return move;
    }).join('');
  };
  const band = ({ values, high }: Series): string => {
    const known = values.flatMap((value, at) => (value === null || high?.[at] == null ? [] : [at]));
    return known.length === 0 ? '' : `M${known.map((at) => `${x(at).toFixed(1)} ${y(high![at]!).toFixed(1)}`).join('L')}L${known.toReversed().map((at) => `${x(at).toFixed(1)} ${y(values[at]!).toFixed(1)}`).join('L')}Z`;
  };
  return <div className="chart" ref={ref}>
    <ul className="chart__legend small">{series.map((one) => <li className="row" key={one.name}><svg className="chart__key" viewBox="0 0 16 10" aria-hidden="true">
      {one.kind === 'line' ? <path className={`chart__line chart__line--${one.tone}`} d="M0 5H16" /> : <rect className={`chart__fill--${one.tone} ${one.kind === 'band' ? 'chart__band' : ''}`} width="16" height="10" rx="2" />}</svg>{one.name}</li>)}</ul>
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={label}>
      {[0, 0.5, 1].map((part) => <g key={part}><path className="chart__grid" d={`M${LEFT} ${y(part * most)}H${width - 8}`} /><text className="chart__text" x={LEFT - 8} y={y(part * most) + 4} textAnchor="end">{format(part * most)}</text></g>)}
      {series.filter((one) => one.kind === 'band').map((one) => <path key={one.name} className={`chart__fill--${one.tone} chart__band`} d={band(one)} />)}
      {series.filter((one) => one.kind === 'bars').map((one) => <g key={one.name} className={`chart__fill--${one.tone}`}>{one.values.map((value, at) => (value ? <rect key={at} x={x(at) - step * 0.4} width={Math.max(1, step * 0.8)} y={y(value)} height={Math.max(0, y(0) - y(value))} rx={Math.min(2, step / 4)} /> : null))}</g>)}
      {series.filter((one) => one.kind === 'line').map((one) => <path key={one.name} className={`chart__line chart__line--${one.tone}`} d={line(one.values)} />)}
      {now !== undefined && <path className="chart__now" d={`M${LEFT + now * step} ${TOP - 6}V${y(0)}`} />}
      {now !== undefined && <text className="chart__text chart__text--now" x={LEFT + now * step + (now * step > inner - 60 ? -6 : 6)} y={TOP} textAnchor={now * step > inner - 60 ? 'end' : 'start'}>{t('Now')}</text>}
      {marks.map((mark, at) => (at % sparse === 0 ? <text key={at} className="chart__text" x={x(at) - step / 2} y={HEIGHT - 6}>{mark}</text> : null))}
    </svg>
    <details className="chart__table"><summary className="small">{t('Show as a table')}</summary><div className="scroll" tabIndex={0} role="region" aria-label={label}><table className="table"><thead><tr><th scope="col">{t('From')}</th>{series.map((one) => <th scope="col" className="r" key={one.name}>{one.name}</th>)}</tr></thead>
      <tbody>{marks.map((mark, at) => (series.some((one) => one.values[at] != null) ? <tr key={at}><th scope="row" className="num">{mark}</th>{series.map((one) => <td className="r" key={one.name}>{one.values[at] == null ? '–' : one.high ? `${format(one.values[at]!)} – ${format(one.high[at] ?? one.values[at]!)}` : format(one.values[at]!)}</td>)}</tr> : null))}</tbody></table></div></details>
  </div>;
}
