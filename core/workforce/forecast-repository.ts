import { sql } from 'kysely';
import type { Tx } from '../kernel/index.ts';
import type { Quarters } from './work.ts';

export interface ForecastRow extends Quarters { day: string }
export const insertForecast = (tx: Tx, runId: string, day: string, lines: readonly Quarters[]) =>
  sql`insert into forecast_day (run_id, day, language, channel, low, middle, high)
    select ${runId}::uuid, ${day}::date, language, channel, array(select jsonb_array_elements_text(low)::real), array(select jsonb_array_elements_text(middle)::real), array(select jsonb_array_elements_text(high)::real)
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (language text, channel text, low jsonb, middle jsonb, high jsonb)`.execute(tx);
export async function forecastDays(tx: Tx, runId: string, from: string, to: string, only?: { language: string; channel: string }): Promise<ForecastRow[]> {
  return (await sql<ForecastRow>`select day::text, language, channel, low, middle, high from forecast_day where run_id = ${runId}::uuid and day >= ${from}::date and day <= ${to}::date
    and (${only === undefined} or (language = ${only?.language ?? ''} and channel = ${only?.channel ?? ''})) order by day, channel, language`.execute(tx)).rows;
}
export async function forecastLines(tx: Tx, runId: string): Promise<{ language: string; channel: string }[]> {
  return (await sql<{ language: string; channel: string }>`select distinct language, channel from forecast_day where run_id = ${runId}::uuid order by channel, language`.execute(tx)).rows;
}
export async function specialDays(tx: Tx, from: string, to: string): Promise<{ day: string; name: string }[]> {
  return (await sql<{ day: string; name: string }>`select day::text, name from special_day where day >= ${from}::date and day <= ${to}::date order by day`.execute(tx)).rows;
}
export const putSpecialDay = (tx: Tx, day: string, name: string) => sql`insert into special_day (day, name) values (${day}::date, ${name}) on conflict (day) do update set name = excluded.name`.execute(tx);
export const removeSpecialDay = (tx: Tx, day: string) => sql`delete from special_day where day = ${day}::date`.execute(tx);
