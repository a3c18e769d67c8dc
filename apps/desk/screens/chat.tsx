import { useRef, useState } from 'react';
import { clockTime } from '../../ui/time.ts';
import { api } from '../../ui/api.ts';
import { t } from '../i18n.ts';
import { Problem, useAct, useGet } from '../kit.tsx';

/** A chat's messages; a message that was sent twice is kept once by its own id. */
export function Chat({ id, open }: { id: string; open: boolean }) {
  const { data } = useGet(`/api/contacts/${id}/messages?after=0`);
  const act = useAct();
  const [text, setText] = useState('');
  const clientId = useRef(crypto.randomUUID());
  const typed = useRef(0);
  const send = () => { const body = { clientId: clientId.current, text: text.trim() }; if (body.text) act.mutate(['POST', `/api/contacts/${id}/messages`, body], { onSuccess: () => { clientId.current = crypto.randomUUID(); setText(''); } }); };
  const typing = () => { if (Date.now() - typed.current > 2000) { typed.current = Date.now(); void api('POST', `/api/contacts/${id}/typing`, {}).catch(() => undefined); } };
  return <><div className="chatlog" role="log" aria-label={t('Chat')} tabIndex={0}><ol>{data?.messages?.map((m: any) => <li key={m.seq}><b className="small">{m.from === 'caller' ? t('Caller') : m.from === 'counsellor' ? t('You') : '·'} <time className="num quiet">{clockTime(m.at)}</time></b><br />{m.text}</li>)}{data?.callerTyping && <li className="small quiet">{t('They are writing')}</li>}</ol></div>
    {open && <form className="write stack" onSubmit={(e) => { e.preventDefault(); send(); }}><Problem error={act.error} /><div className="field"><label htmlFor="say">{t('Your message')}</label><input className="input" id="say" autoComplete="off" value={text} onChange={(e) => { setText(e.target.value); typing(); }} /></div><button className="btn btn--act" disabled={act.isPending}>{t('Send')}</button></form>}</>;
}
