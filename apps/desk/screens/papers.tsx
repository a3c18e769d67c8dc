import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../ui/api.ts';
import { duration } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Icon, Picks, Problem, useAct, useNow } from '../kit.tsx';
import { useShown } from './shown.ts';

const KINDS = (): [string, string][] => [['identity', t('Identity paper')], ['health', t('Health paper')], ['school', t('School paper')], ['legal', t('Legal paper')], ['other', t('Another paper')]];
const SHOWN_SECONDS = 300;

/** Sends or fetches bytes; the refusals are the server's own. */
async function bytes(path: string, body: Blob | string): Promise<Blob> {
  const answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream' }, body }).catch(() => { throw new ApiError(0, {}); });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => ({})) as object);
  return answer.blob();
}

/** Pictures of somebody's papers: added, and shown one at a time on a canvas, so that the browser has no file or address of it. */
export function Papers({ path, papers }: { path: string; papers: { id: string; kind: string }[] }) {
  const now = useNow();
  const [kind, setKind] = useState('identity');
  const [asking, setAsking] = useState('');
  const [removing, setRemoving] = useState('');
  const [adding, setAdding] = useState(false);
  const [purpose, setPurpose] = useState('care-continuity');
  const [error, setError] = useState<ApiError | null>(null);
  const { value, left, show, hide } = useShown<ImageBitmap>(now);
  const canvas = useRef<HTMLCanvasElement>(null);
  const act = useAct();
  useEffect(() => {
    if (!value || !canvas.current) return;
    canvas.current.width = value.width; canvas.current.height = value.height;
    canvas.current.getContext('2d')?.drawImage(value, 0, 0);
    return () => value.close();
  }, [value]);
  const add = (file: File | undefined) => file && bytes(`${path}?kind=${kind}`, file).then(() => { setError(null); setAdding(false); act.mutate(['GET', path.replace(/\/persons.*/, '')]); }).catch(setError);
  const open = (id: string) => bytes(`${path}/${id}/open`, JSON.stringify({ purpose })).then((blob) => createImageBitmap(blob)).then((picture) => { show(picture, SHOWN_SECONDS); setAsking(''); setError(null); })
    .catch((e: unknown) => setError(e instanceof ApiError ? e : new ApiError(422, { message: t('This picture cannot be drawn.'), action: t('Add it again.') })));
  const named = (one: string): string => KINDS().find(([code]) => code === one)?.[1] ?? one;
  return <>{papers.map((paper) => <div key={paper.id} className={`pf ${asking === paper.id ? 'pf--asked' : 'pf--masked'}`}><dt>{named(paper.kind)}</dt>{asking === paper.id
    ? <dd className="stack"><p><b>{t('Why do you need it?')}</b> <span className="small quiet">{t('Written in the log before it is shown.')}</span></p><Picks name={paper.id} label={t('Why do you need it?')} options={[['care-continuity', t('To carry on their care')], ['service-referral', t('To refer to a service')]]} value={purpose} onChange={setPurpose} /><div className="row"><button className="btn btn--small btn--act" onClick={() => open(paper.id)}>{t('Show for 5 minutes')}</button><button className="btn btn--small btn--plain" onClick={() => setAsking('')}>{t('Cancel')}</button></div></dd>
    : <><dd className="pf__value"><Icon name="lock" /><Icon name="paper" /><span className="unseen">{t('hidden')}</span></dd><dd className="row"><button className="btn btn--small btn--protected" onClick={() => { hide(); setAsking(paper.id); }}>{t('Show…')}</button>{removing === paper.id
      ? <button className="btn btn--small btn--plain" onBlur={() => setRemoving('')} onClick={() => act.mutate(['DELETE', `${path}/${paper.id}`])}>{t('Remove for good')}</button> : <button className="btn btn--small btn--plain" onClick={() => setRemoving(paper.id)}>{t('Remove…')}</button>}</dd></>}</div>)}
    {value && <div className="pf pf--shown paper"><dt>{t('Paper')} <span className="small quiet num">{t('hides in {time}', { time: duration(left) })}</span></dt><dd><canvas ref={canvas} role="img" aria-label={t('The paper')} onContextMenu={(e) => e.preventDefault()} /></dd><dd><button className="btn btn--small btn--protected" onClick={hide}>{t('Hide now')}</button></dd></div>}
    <div className={`pf ${adding ? 'pf--asked' : ''}`}><dt>{t('Papers')}</dt>{adding
      ? <dd className="stack"><Picks name={`${path}/kind`} label={t('What kind of paper')} options={KINDS()} value={kind} onChange={setKind} /><label className="stack"><span className="legend">{t('Picture')}</span><input className="input" type="file" accept="image/jpeg,image/png,image/webp" onChange={(e) => { void add(e.target.files?.[0]); e.target.value = ''; }} /></label><p className="small quiet">{t('A photo, at most 10 MB. Where and when it was taken is left out.')}</p><Problem error={error ?? act.error} /><div className="row"><button className="btn btn--small btn--plain" onClick={() => setAdding(false)}>{t('Cancel')}</button></div></dd>
      : <><dd className="quiet">{papers.length === 0 && t('None')}<Problem error={error ?? act.error} /></dd><dd><button className="btn btn--small btn--protected" onClick={() => { setError(null); setAdding(true); }}>{t('Add a picture…')}</button></dd></>}</div></>;
}
