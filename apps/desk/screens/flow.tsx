import { useEffect, useRef, useState } from 'react';
import { dayTime } from '../../ui/time.ts';
import { ApiError } from '../../ui/api.ts';
import { autonym, t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane, Problem, useAct, useGet } from '../kit.tsx';
import { toTelephoneWav } from '../wav.ts';

interface Flow { menu: { language: string; key: string }[]; finder: string[]; finderKey: string; hours: { day: number; from: number; to: number }[]; closures: string[]; surgeFrom: number | null; overflowSeconds: number; announceSeconds: number; messages: boolean }
const DAYS = () => [t('Sunday'), t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday')];
const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const minutesOf = (text: string): number => { const [h = 0, m = 0] = text.split(':').map(Number); return h * 60 + m; };
const WHAT = (): Record<string, string> => ({
  NoLanguage: t('No language is in the menu.'), KeyUnusable: t('Only the keys 1 to 9 choose a language.'), KeyTwice: t('A key is used twice.'), LanguageUnknown: t('This language is not known here.'), LanguageTwice: t('A language is in the menu twice.'),
  PromptMissing: t('Callers would hear silence: a recording is missing.'), PromptOfAnother: t('Heard in another language until it is recorded.'), StandIn: t('A machine speaks until it is recorded.'), SampleMissing: t('Left out until a sample is recorded.'),
  HoursUnusable: t('The end of the hours is not after their beginning.'), DayUnusable: t('This is not a day.'), ClosedForEver: t('It would never be open.'), TooOften: t('The place would be told too often.'),
});
const ENDS = (): Record<string, string> => ({ waiting: t('in the line'), menu: t('in the menu'), finder: t('at a sample'), closed: t('hears that it is closed'), callback_ask: t('is asked where to call'), callback_number: t('enters a number'), callback_check: t('checks the number'), callbackHere: t('is called back'), message: t('leaves a message'), message_kept: t('leaves a message'), callbackTo: t('is called back'), hangUp: t('said goodbye to'), talking: t('talks'), over: t('over') });

const text = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner));

/** What callers hear before a person answers: write, check, try, make live. */
export function CallFlow() {
  const { data, error } = useGet('/api/call-flow');
  const [flow, setFlow] = useState<Flow | null>(null);
  useEffect(() => { if (data && !flow) setFlow(data.draft ?? data.live); }, [data]);
  return <><PageHead title={t('Call flow')} /><Problem error={error} />{data && flow && <Edit data={data} flow={flow} setFlow={setFlow} />}</>;
}

function Edit({ data, flow, setFlow }: { data: any; flow: Flow; setFlow: (flow: Flow) => void }) {
  const act = useAct();
  const save = useAct();
  const set = (change: Partial<Flow>) => setFlow({ ...flow, ...change });
  const stands = data.draft ?? data.live;
  // The database keeps keys in an order of its own: part by part.
  const changed = (Object.keys(flow) as (keyof Flow)[]).some((key) => text(flow[key]) !== text(stands[key]));
  const grouped = Object.entries(Object.groupBy(data.problems as any[], (p) => `${p.stops ? 0 : 1}${p.code}`)).sort(([a], [b]) => (a < b ? -1 : 1));
  return <>
    <div className="flow">
      <Pane title={t('Before a person answers')} end={data.draft && <span className="tag tag--attend">{t('Draft')}</span>}>
        <form className="pane__body stack stack--wide" onSubmit={(e) => { e.preventDefault(); save.mutate(['PUT', '/api/call-flow/draft', flow]); }}>
          <fieldset><legend className="legend">{t('Menu')}</legend><ul className="stack">{flow.menu.map((one, i) => <li className="row" key={one.language}>
            <input className="input input--key" aria-label={t('Key for {language}', { language: autonym(one.language) })} maxLength={1} value={one.key} onChange={(e) => set({ menu: flow.menu.map((m, j) => (j === i ? { ...m, key: e.target.value } : m)) })} />
            <span className="grow" lang={one.language}>{autonym(one.language)}</span>
            <button type="button" className="btn btn--small" onClick={() => set({ menu: flow.menu.filter((_, j) => j !== i) })}>{t('Remove')}</button></li>)}</ul></fieldset>
          <Field label={t('Add a language to the menu')}><select className="input" value="" onChange={(e) => set({ menu: [...flow.menu, { language: e.target.value, key: String(flow.menu.length + 1) }] })}><option value="">–</option>{data.languages.filter((l: any) => !flow.menu.some((m) => m.language === l.code)).map((l: any) => <option key={l.code} value={l.code}>{autonym(l.code)} ({l.iso})</option>)}</select></Field>
          <fieldset><legend className="legend">{t('Languages found by a sample')}</legend><div className="picks">{data.languages.filter((l: any) => !['en', 'es'].includes(l.code)).map((l: any) => <label className="pick" key={l.code}><input type="checkbox" checked={flow.finder.includes(l.code)} onChange={() => set({ finder: flow.finder.includes(l.code) ? flow.finder.filter((c) => c !== l.code) : [...flow.finder, l.code] })} /><span lang={l.code}><Icon name="check" />{autonym(l.code)}</span></label>)}</div></fieldset>
          <Field label={t('Key for other languages')}><input className="input input--key" maxLength={1} value={flow.finderKey} onChange={(e) => set({ finderKey: e.target.value })} /></Field>
          <fieldset><legend className="legend">{t('Hours')}</legend><ul className="stack">{flow.hours.map((h, i) => <li className="row row--wrap" key={i}>
            <select className="input" aria-label={t('Day')} value={h.day} onChange={(e) => set({ hours: flow.hours.map((x, j) => (j === i ? { ...x, day: Number(e.target.value) } : x)) })}>{DAYS().map((name, day) => <option key={day} value={day}>{name}</option>)}</select>
            <input className="input" type="time" aria-label={t('From')} value={clock(h.from)} onChange={(e) => set({ hours: flow.hours.map((x, j) => (j === i ? { ...x, from: minutesOf(e.target.value) } : x)) })} />
            <input className="input" type="time" aria-label={t('To')} value={clock(Math.min(h.to, 1439))} onChange={(e) => set({ hours: flow.hours.map((x, j) => (j === i ? { ...x, to: minutesOf(e.target.value) } : x)) })} />
            <button type="button" className="btn btn--small" onClick={() => set({ hours: flow.hours.filter((_, j) => j !== i) })}>{t('Remove')}</button></li>)}</ul>
            <div className="row"><button type="button" className="btn btn--small" onClick={() => set({ hours: [...flow.hours, { day: 1, from: 480, to: 1080 }] })}>{t('Add hours')}</button>{flow.hours.length === 0 && <span className="small quiet">{t('Always open.')}</span>}</div></fieldset>
          <Field label={t('Closed on these days, such as 2026-12-25')}><input className="input" value={flow.closures.join(' ')} onChange={(e) => set({ closures: e.target.value.split(/[\s,]+/).filter(Boolean) })} /></Field>
          <Field label={t('Say that many are calling, from so many waiting')}><input className="input" type="number" min={1} value={flow.surgeFrom ?? ''} onChange={(e) => set({ surgeFrom: e.target.value === '' ? null : Number(e.target.value) })} /></Field>
          <Field label={t('Offer a callback after so many seconds')}><input className="input" type="number" min={30} value={flow.overflowSeconds} onChange={(e) => set({ overflowSeconds: Number(e.target.value) })} /></Field>
          <Field label={t('Say the place every so many seconds')}><input className="input" type="number" min={15} value={flow.announceSeconds} onChange={(e) => set({ announceSeconds: Number(e.target.value) })} /></Field>
          <label className="row"><input type="checkbox" checked={flow.messages} onChange={(e) => set({ messages: e.target.checked })} /> {t('Let callers leave a message when nobody can be reached')}</label>
          <Problem error={save.error ?? act.error} />
          <div className="row row--wrap"><button className="btn btn--act" disabled={save.isPending || !changed}>{t('Save the draft and check it')}</button>
            <button type="button" className="btn" disabled={changed || !data.draft || data.problems.some((p: any) => p.stops)} onClick={() => act.mutate(['POST', '/api/call-flow/live'])}>{t('Make it live')}</button></div>
        </form>
      </Pane>
      <div className="stack stack--wide">
        <Pane title={t('Check')}>
          <ul className="list">{grouped.map(([key, list]) => <li key={key}><span className={`tag ${key.startsWith('0') ? 'tag--attend' : ''}`}>{key.startsWith('0') ? t('Must be mended') : t('Worth knowing')}</span> {WHAT()[list![0].code] ?? list![0].code} <span className="small quiet">{list!.slice(0, 8).map((p: any) => p.where).join(', ')}{list!.length > 8 && ` … (${list!.length})`}</span></li>)}
            {grouped.length === 0 && <li><Icon name="check" />{t('Nothing found.')}</li>}</ul>
        </Pane>
        <DryRun flow={flow} />
        <Pane title={t('Versions')}><ul className="list">{data.versions.map((v: any) => <li className="row row--wrap apart" key={v.version}><span>{t('Version {number}', { number: v.version })} <span className="small quiet">{v.by} · {dayTime(v.liveAt)}</span> {v.state === 'live' && <span className="tag tag--act">{t('Live')}</span>}</span>
          {v.state !== 'live' && <button className="btn btn--small" onClick={() => act.mutate(['POST', `/api/call-flow/versions/${v.version}/restore`], { onSuccess: () => location.reload() })}>{t('Make it the draft')}</button>}</li>)}{data.versions.length === 0 && <li className="quiet">{t('Callers hear what comes with the house.')}</li>}</ul></Pane>
      </div>
    </div>
    <Sounds data={data} languages={[...new Set([...flow.menu.map((m) => m.language), ...flow.finder])]} menu={flow.menu.map((m) => m.language)} />
  </>;
}

function DryRun({ flow }: { flow: Flow }) {
  const [keys, setKeys] = useState('2-1');
  const [open, setOpen] = useState(true);
  const act = useAct();
  return <Pane title={t('Try it')}>
    <form className="pane__body stack" onSubmit={(e) => { e.preventDefault(); act.mutate(['POST', '/api/call-flow/dry-run', { flow, keys, open }]); }}>
      <Field label={t('Keys, one after the other; - waits')}><input className="input" value={keys} pattern="[0-9*#\-]*" onChange={(e) => setKeys(e.target.value)} /></Field>
      <label className="row"><input type="checkbox" checked={open} onChange={(e) => setOpen(e.target.checked)} /> {t('While somebody is there')}</label>
      <div><button className="btn">{t('Listen in words')}</button></div>
      <Problem error={act.error} />
      {act.data && <><ol className="stack">{act.data.steps.map((s: any, i: number) => <li key={i}>{s.key !== null && <kbd>{s.key}</kbd>} {s.hears.map((h: any, j: number) => <span key={j}><span className="tag">{autonym(h.language)}</span> <span lang={h.language === 'es' ? 'es' : 'en'}>{h.text}</span> </span>)}</li>)}</ol>
        <p role="status"><b>{t('In the end: {where}', { where: ENDS()[act.data.end] ?? act.data.end })}</b></p></>}
    </form>
  </Pane>;
}

/** Recordings, language by language. */
function Sounds({ data, languages, menu }: { data: any; languages: string[]; menu: string[] }) {
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const [problem, setProblem] = useState<ApiError | null>(null);
  const act = useAct();
  const audio = useRef<HTMLAudioElement | null>(null);
  const names: { name: string; text: string }[] = [...(menu.includes(language) ? [] : [{ name: 'sample', text: t('One sentence: who speaks this language presses any key') }]), ...data.prompts.map((p: any) => ({ name: p.name, text: language === 'es' ? p.es : p.en }))];
  const upload = async (name: string, file: File | undefined) => {
    if (!file) return;
    try {
      setProblem(null);
      act.mutate(['PUT', `/api/prompts/${language}/${name}`, { wav: await toTelephoneWav(file) }]);
    } catch {
      setProblem(new ApiError(1, { message: t('This browser cannot read the file as sound.'), action: t('Choose a recording in WAV, MP3, OGG or M4A.') }));
    }
  };
  return <Pane className="wall__day" title={t('Recordings')}>
    <div className="pane__body stack">
      <Field label={t('Language')}><select className="input" value={language} onChange={(e) => setLanguage(e.target.value)}>{languages.map((code) => <option key={code} value={code}>{autonym(code)}</option>)}</select></Field>
      <Problem error={problem ?? act.error} />
    </div>
    <div className="scroll" tabIndex={0} role="group" aria-label={t('Recordings of {language}', { language: autonym(language) })}>
      <table className="table"><thead><tr><th scope="col">{t('What is said')}</th><th scope="col">{t('Voice')}</th><th scope="col">{t('Change')}</th></tr></thead>
        <tbody>{names.map(({ name, text }) => { const has = data.sounds[`${language}/${name}`]; return <tr key={name}><td>{text}</td>
          <td>{has === 'recording' ? <span className="tag tag--act">{t('Recording')}</span> : has === 'stand-in' ? <span className="tag tag--attend">{t('Machine voice')}</span> : <span className="tag">{t('None')}</span>}</td>
          <td><span className="row row--wrap">{has && <button className="btn btn--small" onClick={() => { audio.current?.pause(); audio.current = new Audio(`/api/prompts/${language}/${name}?${Date.now()}`); void audio.current.play(); }}>{t('Play')}</button>}
            <label className="btn btn--small"><input className="unseen" type="file" accept="audio/*" aria-label={t('Recording of: {text}', { text })} onChange={(e) => { void upload(name, e.target.files?.[0]); e.target.value = ''; }} />{t('Upload')}</label>
            {has === 'recording' && <button className="btn btn--small" onClick={() => act.mutate(['DELETE', `/api/prompts/${language}/${name}`])}>{t('Remove')}</button>}</span></td></tr>; })}</tbody></table>
    </div>
  </Pane>;
}
