import { useState } from 'react';
import { ApiError } from '../../ui/api.ts';
import { enrol, signIn } from '../../ui/passkey.ts';
import { t } from '../i18n.ts';
import { Field, Icon, Problem, useAct, useGet } from '../kit.tsx';
import { RecordingSetting } from './recording.tsx';

function Ceremony({ title, text, button, run }: { title: string; text: string; button: string; run: () => Promise<void> }) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const go = () => { setBusy(true); run().then(() => location.assign('/desk/now')).catch((e) => { setBusy(false); setError(e instanceof ApiError ? e : new ApiError(1, { message: t('The passkey was not used.'), action: t('Try again.') })); }); };
  return <main className="solo"><section className="pane"><div className="pane__body stack stack--wide"><h1>{title}</h1><p>{text}</p><Problem error={error} /><button className="btn btn--act btn--big" disabled={busy} onClick={go}><Icon name="key" />{button}</button></div></section></main>;
}
export const SignIn = () => <Ceremony title={t('Sign in')} text={t('Use the passkey of this device. There are no passwords.')} button={t('Use a passkey')} run={signIn} />;
export const Enrol = ({ token }: { token: string }) => <Ceremony title={t('Make your passkey')} text={t('This link works once. Your device keeps the key.')} button={t('Make a passkey')} run={() => enrol(token)} />;

/** The first page of a new centre. */
export function FirstRun() {
  const centre = useGet('/api/centre');
  return centre.data ? <CentreForm centre={centre.data} /> : <><h1>{t('The centre')}</h1><Problem error={centre.error} /></>;
}

interface Centre { setUp: boolean; name: string; languages: string[]; timeZone: string; phoneNumber: string | null }
function CentreForm({ centre }: { centre: Centre }) {
  const act = useAct();
  const [form, setForm] = useState(centre.setUp
    ? { name: centre.name, languages: centre.languages, timeZone: centre.timeZone, phoneNumber: centre.phoneNumber ?? '' }
    : { name: '', languages: ['en', 'es'], timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, phoneNumber: '' });
  const flip = (code: string) => setForm({ ...form, languages: form.languages.includes(code) ? form.languages.filter((l) => l !== code) : [...form.languages, code] });
  return <><div className="head"><h1>{centre.setUp ? t('The centre') : t('Set up the centre')}</h1></div><form className="pane pane__body stack stack--wide" onSubmit={(e) => { e.preventDefault(); act.mutate(['PUT', '/api/centre', form], { onSuccess: () => location.assign('/desk/staff') }); }}>
    <Field label={t('Name of the helpline')}><input className="input" required value={form.name} onChange={(e) => setForm({ ...form, name: e.target.value })} /></Field>
    <Field label={t('Phone number')}><input className="input" required value={form.phoneNumber} onChange={(e) => setForm({ ...form, phoneNumber: e.target.value })} /></Field>
    <Field label={t('Time zone')}><input className="input" required value={form.timeZone} onChange={(e) => setForm({ ...form, timeZone: e.target.value })} /></Field>
    <fieldset><legend className="legend">{t('Languages')}</legend><div className="picks">{[['en', 'English'], ['es', 'Español']].map(([code, name]) => <label className="pick" key={code}><input type="checkbox" checked={form.languages.includes(code!)} onChange={() => flip(code!)} /><span lang={code}><Icon name="check" />{name}</span></label>)}</div></fieldset>
    <Problem error={act.error} /><button className="btn btn--act">{centre.setUp ? t('Save') : t('Save, then invite staff')}</button></form>
    {centre.setUp && <RecordingSetting />}</>;
}
