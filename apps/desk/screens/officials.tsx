import { useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';

const KINDS = (): [string, string][] => [['emergency', t('Emergency services')], ['police', t('Police')], ['child_protection', t('Child protection')], ['hospital', t('Hospital')], ['court', t('Court')], ['school', t('School')], ['other', t('Other')]];

/** Numbers of officials: only those that two different people checked lately are called or given something. */
export function Officials() {
  const { data, error } = useGet('/api/officials');
  const due = useGet('/api/directory/numbers-due');
  const [form, setForm] = useState({ name: '', kind: 'emergency', number: '', source: '', area: '', documentsUrl: '' });
  const areas = useGet(`/api/directory/areas?text=${encodeURIComponent(form.area)}`, form.kind === 'emergency' && form.area.length > 1).data?.areas ?? [];
  const area = areas.find((a: any) => a.name === form.area);
  const isCentre = form.kind === 'emergency' && form.area !== '';
  const act = useAct();
  const set = (k: keyof typeof form) => ({ value: form[k], onChange: (e: any) => setForm({ ...form, [k]: e.target.value }) });
  return <><PageHead title={t('Officials')}><span className="small quiet">{t('We call these numbers, never one that a caller gives')}</span></PageHead><Problem error={error ?? act.error} />
    <div className="pane"><ul className="list">{data?.officials.map((o: any) => <li key={o.id} className="row apart row--wrap"><span><b>{o.name}</b> <span className="num">{o.number}</span> {o.checked ? <span className="tag tag--fine"><Icon name="check" />{t('Checked by two')}</span> : <span className="tag tag--attend"><Icon name="alert" />{t('Needs a check')}</span>}{o.enforcementSince && <span className="tag tag--danger"><Icon name="alert" />{t('Takes part in immigration enforcement')}</span>} <span className="small quiet">{KINDS().find(([k]) => k === o.kind)?.[1]}{o.area && ` · ${o.area}`}{o.documentsUrl && ` · ${t('takes documents at {url}', { url: o.documentsUrl })}`} · {o.source} · {dayTime(o.checkedAt)}</span></span>
      <span className="row"><button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/officials/${o.id}/check`])}>{t('I checked it')}</button><button className="btn btn--small btn--plain" onClick={() => act.mutate(['DELETE', `/api/officials/${o.id}`])}>{t('Take away')}</button></span></li>)}{data?.officials.length === 0 && <li>{t('No numbers yet. Add the emergency services first.')}</li>}</ul></div>
    {due.data?.numbers.length > 0 && <Pane title={t('Numbers of services to check again')}><ul className="list">{due.data.numbers.map((n: any) => <li key={n.id} className="row apart row--wrap"><span><b>{n.whose}</b> <span className="num">{n.number}</span> {n.checkedByTwo ? <span className="tag tag--line">{t('Its check runs out soon')}</span> : <span className="tag tag--attend"><Icon name="alert" />{t('Needs a check')}</span>} <span className="small quiet">{n.checkedAt && dayTime(n.checkedAt)}</span></span>
      <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/directory/phones/${n.id}/check`])} aria-label={t('I checked it: {name}', { name: n.whose })}>{t('I checked it')}</button></li>)}</ul></Pane>}
    <Pane title={t('Add a number')}><form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/officials', { name: form.name, kind: form.kind, number: form.number, source: form.source, ...(isCentre ? { area: area?.code ?? '00', ...(form.documentsUrl ? { documentsUrl: form.documentsUrl } : {}) } : {}) }], { onSuccess: () => setForm({ ...form, name: '', number: '', source: '', area: '', documentsUrl: '' }) }); }}>
      <Field label={t('Who')}><input className="input" required maxLength={200} {...set('name')} /></Field><Field label={t('Kind')}><select className="input" {...set('kind')}>{KINDS().map(([k, text]) => <option key={k} value={k}>{text}</option>)}</select></Field>
      {form.kind === 'emergency' && <><Field label={t('State or county that it answers for')}><input className="input" list="official-areas" maxLength={80} autoComplete="off" {...set('area')} /></Field><datalist id="official-areas">{areas.map((a: any) => <option key={a.code} value={a.name} />)}</datalist>
        <Field label={t('Where it takes EIDO documents, if it does')}><input className="input" type="url" maxLength={500} autoComplete="off" placeholder="https://" {...set('documentsUrl')} /></Field>
        <p className="small quiet">{t('Only a centre with a state or county can be called by the emergency key. Both people check the number, the area and the address.')}</p></>}
      <Field label={t('Number')}><input className="input" required maxLength={40} {...set('number')} /></Field><Field label={t('Where you found it')}><input className="input" required maxLength={200} {...set('source')} /></Field><button className="btn btn--small">{t('Add, checked by me')}</button></form></Pane></>;
}
