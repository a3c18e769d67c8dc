import { useState } from 'react';
import { t } from '../i18n.ts';
import { Problem, useGet } from '../kit.tsx';

/** What is drawn: entries of the directory, as the server's map gives them. There is no way to put anything else on it. */
interface Drawn {
  box: [number, number, number, number]; nationwide: number; outline: { code: string; path: string }[];
  areas: { code: string; name: string; services: number; part: boolean; path: string | null }[]; points: { id: string; name: string; at: [number, number] }[];
}

/** Where services serve and stand, drawn from shapes of our own; beneath it the same as a list. `services`: ids of entries of the directory. */
export function ServiceMap({ services, label, onChoose }: { services: readonly string[]; label: string; onChoose?: (id: string) => void }) {
  const { data, error } = useGet<Drawn>(`/api/directory/map?services=${services.slice(0, 60).join(',')}`, services.length > 0);
  if (services.length === 0) return null;
  if (!data) return <Problem error={error} />;
  const [x0, y0, x1, y1] = data.box;
  const size = (x1 - x0) / 90;
  const most = Math.max(1, ...data.areas.map((a) => a.services));
  const says = (a: Drawn['areas'][number]): string => `${a.part ? t('{area}, in part', { area: a.name }) : a.name}${services.length > 1 ? ` (${a.services})` : ''}`;
  return <figure className="map">
    <svg viewBox={`${x0} ${y0} ${x1 - x0} ${y1 - y0}`} role="img" aria-label={label}>
      {data.outline.map((s) => <path key={s.code} className={data.nationwide > 0 ? 'map__land map__area map__area--some' : 'map__land'} d={s.path} />)}
      {data.areas.map((a) => a.path && <path key={a.code} className={`map__area ${a.part || a.services < most / 2 ? 'map__area--some' : ''}`} d={a.path}><title>{says(a)}</title></path>)}
      {data.points.map((p) => <circle key={p.id} className="map__place" cx={p.at[0]} cy={p.at[1]} r={size}><title>{p.name}</title></circle>)}
    </svg>
    <figcaption className="small quiet">{[data.nationwide > 0 && (services.length > 1 ? t('{count} serve the whole country', { count: data.nationwide }) : t('Serves the whole country')), data.points.length > 0 && t('A dot is a public address. Where people live is never shown.'), data.areas.length === 0 && data.nationwide === 0 && t('The source does not say whom it serves.')].filter(Boolean).join('. ')}</figcaption>
    {(data.areas.length > 0 || data.points.length > 0) && <details><summary>{t('The map as a list ({count})', { count: data.areas.length + data.points.length })}</summary><ul className="ticks small map__list">
      {data.areas.toSorted((a, b) => b.services - a.services || a.name.localeCompare(b.name)).map((a) => <li key={a.code}>{says(a)}</li>)}
      {data.points.map((p) => <li key={p.id}>{onChoose ? <button className="link" onClick={() => onChoose(p.id)}>{p.name}</button> : p.name}</li>)}</ul></details>}
  </figure>;
}

/** The map of what was found, drawn once somebody opens it. */
export function FoundMap({ services, onChoose }: { services: readonly string[]; onChoose: (id: string) => void }) {
  const [open, setOpen] = useState(false);
  return <details className="note map__found" onToggle={(e) => setOpen(e.currentTarget.open)}><summary>{t('A map of these services')}</summary>
    {open && <ServiceMap services={services} label={t('Map of the areas that these services serve')} onChoose={onChoose} />}</details>;
}
