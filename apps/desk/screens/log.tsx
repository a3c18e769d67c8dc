import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { api, type ApiError } from '../../ui/api.ts';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { actionChoices, purposeChoices, sentence, whoChoices, witnessTrouble } from './log-words.ts';
import type { Entry } from './log-words.ts';

const PAGE = 50;
type Filter = Partial<Record<'purpose' | 'action' | 'role' | 'outcome' | 'from' | 'to' | 'number', string>>;

/** The log, for the data protection officer: read, filtered, proved, checked. It holds ids and words of closed lists, never what somebody told. */
export function Log() {
  const [filter, setFilter] = useState<Filter>({});
  const [pages, setPages] = useState<number[]>([]);
  const [proof, setProof] = useState<number>();
  const query = new URLSearchParams({ limit: String(PAGE) });
  for (const [name, value] of Object.entries(filter)) query.set(name, name === 'from' || name === 'to' ? new Date(value).toISOString() : value);
  if (pages.length > 0) query.set('before', String(pages.at(-1)));
  const { data, error } = useGet<{ entries: Entry[] }>(`/api/log?${query}`);
  const entries = data?.entries ?? [];
  const last = entries.at(-1)?.seq ?? 0;
  const older = () => { if (entries.length === PAGE && last > 0) setPages([...pages, last]); };
  const newer = () => setPages(pages.slice(0, -1));
  const onKey = (e: KeyboardEvent) => {
    if (e.target !== e.currentTarget || !['ArrowLeft', 'ArrowRight'].includes(e.key)) return;
    e.preventDefault();
    if (e.key === 'ArrowRight') older(); else newer();
  };
  return <>
    <PageHead title={t('Log')} />
    <Problem error={error} />
    <div className="stack">
      <div className="log-two"><Check /><Seals /></div>
      <Filters filter={filter} onChange={(next) => { setFilter(next); setPages([]); }} />
      {proof !== undefined && <Proof seq={proof} onClose={() => setProof(undefined)} />}
      <Pane title={t('Entries')} end={<span className="row"><button className="btn btn--small" disabled={pages.length === 0} onClick={newer}>{t('Newer')}</button><button className="btn btn--small" disabled={entries.length < PAGE || last === 0} onClick={older}>{t('Older')}</button></span>}>
        <div className="scroll" tabIndex={0} role="region" aria-label={t('Entries; arrow right shows older ones, arrow left newer ones')} onKeyDown={onKey}>
          <table className="table"><thead><tr>{['#', t('When'), t('What was done'), t('Outcome'), t('Proof')].map((h) => <th scope="col" key={h}>{h}</th>)}</tr></thead>
            <tbody>{entries.map((e) => <tr key={e.seq}><td className="num">{e.seq}</td><td className="num nowrap">{dayTime(e.at)}</td>
              {e.readable ? <><td title={`${e.actor} ${e.action} ${e.subject}`}>{sentence(e)}{e.fields.length > 0 && <span className="small quiet"> {e.fields.join(', ')}</span>}</td>
                <td>{e.outcome === 'refused' ? <span className="tag tag--attend">{t('Refused')}</span> : t('Done')}</td></> : <td colSpan={2} className="quiet">{t('What it said was erased; its place stays.')}</td>}
              <td><button className="btn btn--small" aria-label={t('Proof of entry {number}', { number: e.seq })} onClick={() => setProof(e.seq)}>{t('Proof')}</button></td></tr>)}</tbody></table>
          {data && entries.length === 0 && <p className="pane__body">{t('Nothing was written that fits.')}</p>}
        </div>
      </Pane>
    </div>
  </>;
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (next: Filter) => void }) {
  const [number, setNumber] = useState(filter.number ?? '');
  const set = (name: keyof Filter, value: string) => {
    const { [name]: _gone, ...rest } = filter;
    onChange(value.trim() === '' ? rest : { ...rest, [name]: value.trim() });
  };
  const choice = (name: keyof Filter, label: string, options: [string, string][]) =>
    <Field label={label}><select className="input" value={filter[name] ?? ''} onChange={(e) => set(name, e.target.value)}><option value="">{t('All')}</option>{options.map(([code, text]) => <option key={code} value={code}>{text}</option>)}</select></Field>;
  return <form className="log-filters" aria-label={t('Which entries')} onSubmit={(e) => { e.preventDefault(); set('number', number); }}>
    {choice('purpose', t('What for'), purposeChoices())}
    {choice('action', t('What was done'), actionChoices())}
    {choice('role', t('Who'), whoChoices())}
    {choice('outcome', t('Outcome'), [['done', t('Done')], ['refused', t('Refused')]])}
    <Field label={t('From')}><input className="input" type="datetime-local" value={filter.from ?? ''} onChange={(e) => set('from', e.target.value)} /></Field>
    <Field label={t('Until')}><input className="input" type="datetime-local" value={filter.to ?? ''} onChange={(e) => set('to', e.target.value)} /></Field>
    <Field label={t('Exact number of a contact or case')}><input className="input" value={number} maxLength={60} onChange={(e) => setNumber(e.target.value)} onBlur={() => { if (number !== (filter.number ?? '')) set('number', number); }} /></Field>
  </form>;
}

/** One entry's proof, as anybody can check it without us. */
function Proof({ seq, onClose }: { seq: number; onClose: () => void }) {
  const { data, error } = useGet<{ seq: number; size: number; holds: boolean; proof: string }>(`/api/log/${seq}/proof`);
  return <Pane title={t('Proof of entry {number}', { number: seq })} end={<button className="btn btn--small" onClick={onClose}>{t('Close')}</button>}>
    <div className="pane__body"><Problem error={error} />
      {data && <><p className={`note ${data.holds ? '' : 'note--attend'}`} role="status"><Icon name={data.holds ? 'check' : 'alert'} /><span>{data.holds ? t('The entry is in the log of {count} entries that was signed.', { count: data.size }) : t('The proof does not hold. Check the whole log.')}</span></p>
        <pre className="bytes" tabIndex={0} aria-label={t('Proof')}>{data.proof}</pre></>}</div>
  </Pane>;
}

/** The check of the whole log, which goes on at the server while this page is elsewhere. */
function Check() {
  const client = useQueryClient();
  const act = useAct();
  const { data } = useQuery<any, ApiError>({ queryKey: ['/api/log/verification'], queryFn: () => api('GET', '/api/log/verification'), refetchInterval: (q) => (q.state.data?.state === 'running' ? 700 : false) });
  const run = (path: string) => act.mutate(['POST', path], { onSuccess: (r) => client.setQueryData(['/api/log/verification'], r) });
  const running = data?.state === 'running';
  const said: Record<string, string> = {
    none: t('Rebuilds the log from the first entry to the last, and names what was changed.'), running: t('{done} of {of} entries checked', { done: data?.done ?? 0, of: data?.of ?? 0 }), stopped: t('Stopped after {done} entries; nothing wrong until there.', { done: data?.done ?? 0 }),
    whole: t('All {count} entries are as they were written.', { count: data?.done ?? 0 }), damaged: t('The log is not as it was written. Tell the operator, and keep everything as it is.'), failed: t('The check could not be finished. Start it again.'),
  };
  return <Pane title={t('Check')} end={<button className="btn btn--small" disabled={act.isPending} onClick={() => run(running ? '/api/log/verification/stop' : '/api/log/verify')}><Icon name="shield" />{running ? t('Stop') : t('Check the whole log')}</button>}>
    <div className="pane__body"><Problem error={act.error} />
      {running && <progress aria-label={t('Check')} max={Math.max(data.of, 1)} value={data.done} />}
      <p className={data?.state === 'damaged' || data?.state === 'failed' ? 'note note--attend' : data?.state === 'whole' ? 'note' : ''} role="status">{(data?.state === 'whole' || data?.state === 'damaged') && <Icon name={data.state === 'whole' ? 'check' : 'alert'} />}<span>{said[data?.state ?? 'none']}
        {data?.problems.map((p: any, i: number) => <span key={i}><br />{p.message}</span>)}</span></p></div>
  </Pane>;
}

/** The newest checkpoint, what the public sees, and the witnesses. */
function Seals() {
  const { data } = useGet('/api/log/state');
  return <Pane title={t('Checkpoint and witnesses')}><div className="pane__body">
    <p>{t('{count} entries are signed. The public log grows by one leaf an hour, whatever happens, and has {published}.', { count: data?.size ?? 0, published: data?.published ?? 0 })}</p>
    {data?.witnesses.length === 0 && <p className="note note--attend"><Icon name="alert" /><span>{t('No witness cosigns the log. Ask the operator for one on another machine.')}</span></p>}
    <ul className="list">{data?.witnesses.map((w: any) => <li key={`${w.witness}${w.public}`} ><span className={`dot ${w.failingSince ? 'dot--attend' : 'dot--fine'}`} /> <span>{w.witness} · {w.public ? t('public log') : t('log')} · {w.failingSince
      ? <><strong>{t('not since {when}', { when: dayTime(w.failingSince) })}</strong> {witnessTrouble(w.error ?? '')}</> : w.answeredAt ? t('{size} of {latest} witnessed, {when}', { size: w.size, latest: w.latest, when: dayTime(w.answeredAt) }) : t('not asked yet')}</span></li>)}</ul>
  </div></Pane>;
}
