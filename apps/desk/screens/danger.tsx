import { useState } from 'react';
import { t } from '../i18n.ts';
import { Field, Picks, Problem, useAct, useGet } from '../kit.tsx';

/** What a counsellor does about a danger now, and the one press when somebody says to be an officer. Nothing that is kept is opened from here. */
export function Danger({ id, official }: { id: string; official: boolean }) {
  const [open, setOpen] = useState<'' | 'live'>('');
  const [form, setForm] = useState({ officialId: '', recipient: '', threat: '', told: 'yes' });
  const officials = useGet('/api/officials', open !== '').data?.officials.filter((o: any) => o.checked) ?? [];
  const act = useAct();
  return <div className="part stack"><h3>{t('Danger, officials')}</h3>
    <div className="row row--wrap"><button className="btn btn--small" aria-expanded={open === 'live'} onClick={() => setOpen(open === 'live' ? '' : 'live')}>{t('I passed it on live…')}</button>{!official && <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/contacts/${id}/official`, { on: true }])}>{t('Says to be an officer or official')}</button>}</div>
    {open === 'live' && <form className="stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', `/api/contacts/${id}/passed-on`, { ...(form.officialId ? { officialId: form.officialId } : { recipient: form.recipient }), threat: form.threat, told: form.told === 'yes' }], { onSuccess: () => { setOpen(''); setForm({ officialId: '', recipient: '', threat: '', told: 'yes' }); } }); }}>
      <p className="small quiet">{t('Pass on what they say at once, alone. Write it down here when you have.')}</p>
      <Field label={t('Who was told')}><select className="input" value={form.officialId} onChange={(e) => setForm({ ...form, officialId: e.target.value })}><option value="">{t('Somebody else')}</option>{officials.map((o: any) => <option key={o.id} value={o.id}>{o.name}</option>)}</select></Field>
      {form.officialId === '' && <Field label={t('Name of who was told')}><input className="input" required maxLength={200} value={form.recipient} onChange={(e) => setForm({ ...form, recipient: e.target.value })} /></Field>}
      <Field label={t('What endangers the life of this child now')}><textarea className="input" required rows={2} maxLength={1000} value={form.threat} onChange={(e) => setForm({ ...form, threat: e.target.value })} /></Field>
      <Picks name="told" label={t('Did you tell them?')} options={[['yes', t('They know')], ['no', t('They do not know')]]} value={form.told} onChange={(told) => setForm({ ...form, told })} /><Problem error={act.error} /><button className="btn btn--small btn--act">{t('Write it in the ledger')}</button></form>}{open === '' && <Problem error={act.error} />}</div>;
}
