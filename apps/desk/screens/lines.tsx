import { useState } from 'react';
import { autonym, t } from '../i18n.ts';
import { Field, PageHead, Pane, Picks, Problem, useAct, useGet } from '../kit.tsx';

const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);

/** For administrators: outside lines that a call may be joined with, and which numbers may be dialled at all. */
export function Lines() {
  const { data, error } = useGet('/api/lines');
  const act = useAct();
  const [form, setForm] = useState({ name: '', kind: 'interpreter', languages: '', number: '' });
  return <>
    <PageHead title={t('Telephone lines')} />
    <Problem error={error ?? act.error} />
    <div className="now">
      <Pane title={t('Outside lines')}>
        <ul className="list">{data?.lines.map((l: any) => <li className="row row--wrap apart" key={l.id}>
          <span><b>{l.name}</b> <span className="small quiet">{l.kind === 'interpreter' ? t('Interpreter') : t('Service')} · {l.languages.map(autonym).join(', ')} · <span className="num">{l.number}</span></span></span>
          <button className="btn btn--small" onClick={() => act.mutate(['DELETE', `/api/lines/${l.id}`])}>{t('Remove')}</button></li>)}
          {data?.lines.length === 0 && <li className="quiet">{t('None yet.')}</li>}</ul>
        <form className="pane__foot stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/lines', { ...form, languages: words(form.languages) }], { onSuccess: () => setForm({ ...form, name: '', number: '' }) }); }}>
          <Field label={t('Name')}><input className="input" required value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} /></Field>
          <Picks name="kind" label={t('Kind')} options={[['interpreter', t('Interpreter')], ['service', t('Service')]]} value={form.kind} onChange={(kind) => setForm({ ...form, kind })} />
          <Field label={t('Language codes, such as mam es en')}><input className="input" value={form.languages} onChange={(e) => setForm({ ...form, languages: e.target.value })} /></Field>
          <Field label={t('Phone number')}><input className="input" required inputMode="tel" value={form.number} onChange={(e) => setForm({ ...form, number: e.target.value })} /></Field>
          <div><button className="btn btn--act">{t('Add the line')}</button></div>
        </form>
      </Pane>
      {data && <Rule key={`${data.allowed}${data.refused}`} rule={data} />}
    </div>
  </>;
}

function Rule({ rule }: { rule: { allowed: string[]; refused: string[] } }) {
  const act = useAct();
  const [form, setForm] = useState({ allowed: rule.allowed.join(' '), refused: rule.refused.join(' ') });
  return <Pane title={t('Numbers that may be called')}>
    <form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/dial-rule', { allowed: words(form.allowed), refused: words(form.refused) }]); }}>
      <Field label={t('Allowed beginnings')}><textarea className="input" rows={3} value={form.allowed} onChange={(e) => setForm({ ...form, allowed: e.target.value })} /></Field>
      <Field label={t('Refused beginnings')}><textarea className="input" rows={2} value={form.refused} onChange={(e) => setForm({ ...form, refused: e.target.value })} /></Field>
      <p className="small quiet">{t('The longest beginning decides. The word national stands for numbers without a country code.')}</p>
      <Problem error={act.error} />
      {act.isSuccess && <p role="status" className="small">{t('Saved')}</p>}
      <div><button className="btn">{t('Save')}</button></div>
    </form>
  </Pane>;
}
