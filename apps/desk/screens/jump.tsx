import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { t } from '../i18n.ts';
import { isWriting, KEYS } from '../keys.ts';
import { Field, useAct } from '../kit.tsx';

/** Ctrl K: a screen by its name. "?": the list of keys. Alt and a figure: the screens in their order. */
export function Jump({ places, presence }: { places: [string, string][]; presence: string | undefined }) {
  const [shown, setShown] = useState<'jump' | 'keys' | null>(null);
  const [text, setText] = useState('');
  const dialog = useRef<HTMLDialogElement>(null);
  const go = useNavigate();
  const act = useAct();
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const open = (what: 'jump' | 'keys') => { e.preventDefault(); setText(''); setShown(what); };
      if (e.ctrlKey && e.key === 'k') open('jump');
      else if (e.key === '?' && !isWriting(e.target)) open('keys');
      else if (e.ctrlKey && e.key === 'b' && (presence === 'available' || presence === 'break' || presence === 'off')) {
        e.preventDefault();
        act.mutate(['PUT', '/api/presence', { state: presence === 'available' ? 'break' : 'available' }]);
      } else if (e.altKey && /^[1-9]$/.test(e.key) && places[Number(e.key) - 1]) { e.preventDefault(); void go({ to: places[Number(e.key) - 1]![0] as never }); }
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  });
  useEffect(() => {
    if (shown === null) return dialog.current?.close();
    if (dialog.current?.open !== true) dialog.current?.showModal();
    dialog.current?.querySelector('input')?.focus();
  }, [shown]);
  const found = places.filter(([, name]) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const leave = () => setShown(null);
  const to = (path: string) => { leave(); void go({ to: path as never }); };
  return <dialog ref={dialog} className="jump" aria-label={shown === 'keys' ? t('Keys') : t('Go to a screen')} onClose={() => { if (dialog.current?.open !== true) leave(); }}>
    {shown === 'jump' && <form className="stack" onSubmit={(e) => { e.preventDefault(); if (found[0]) to(found[0][0]); }}>
      <Field label={t('Go to a screen')}><input className="input" autoComplete="off" value={text} onChange={(e) => setText(e.target.value)} /></Field>
      <ul className="list">{found.map(([path, name]) => <li key={path}><button type="button" className="btn btn--plain" onClick={() => to(path)}>{name}</button></li>)}{found.length === 0 && <li className="quiet">{t('No screen of this name.')}</li>}</ul>
    </form>}
    {shown === 'keys' && <><h2>{t('Keys')}</h2><dl className="facts facts--ends">{KEYS().map(([key, what]) => [<dt key={`k${key}`}><kbd>{key}</kbd></dt>, <dd key={key}>{what}</dd>])}</dl></>}
    <p><button className="btn btn--small" onClick={leave}>{t('Close')}</button></p>
  </dialog>;
}
