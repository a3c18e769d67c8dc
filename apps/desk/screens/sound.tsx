import { useEffect, useRef, useState } from 'react';
import { t } from '../i18n.ts';
import { Field, Icon, PageHead, Pane } from '../kit.tsx';
import { ring } from '../ring.ts';
import { useTalkSound } from '../softphone/use.ts';
import { chooseSound, meter, openMicrophone, playOn, soundChoice } from '../softphone/sound.ts';

/** Microphone, speaker and ringing device, with a check before the first call of the night. */
export function Sound() {
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [choice, setChoice] = useState(soundChoice());
  const [level, setLevel] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [heard, setHeard] = useState<string | null>(null);
  const stop = useRef(() => {});
  const read = () => navigator.mediaDevices.enumerateDevices().then(setDevices);
  useEffect(() => {
    void read();
    const changed = () => void read();
    navigator.mediaDevices.addEventListener('devicechange', changed);
    return () => { navigator.mediaDevices.removeEventListener('devicechange', changed); stop.current(); };
  }, []);
  const choose = (change: Partial<typeof choice>) => { chooseSound(change); setChoice(soundChoice()); };
  const check = async () => {
    stop.current();
    setProblem(null); setHeard(null);
    try {
      const stream = await openMicrophone();
      void read();
      const quiet = meter(stream, setLevel);
      const recorder = new MediaRecorder(stream);
      const parts: Blob[] = [];
      recorder.ondataavailable = (event) => parts.push(event.data);
      recorder.onstop = () => setHeard(URL.createObjectURL(new Blob(parts, { type: recorder.mimeType })));
      recorder.start();
      const end = () => { stop.current = () => {}; quiet(); setLevel(null); if (recorder.state !== 'inactive') recorder.stop(); for (const one of stream.getTracks()) one.stop(); };
      stop.current = end;
      setTimeout(() => { if (stop.current === end) end(); }, 4_000);
    } catch (error) {
      setProblem((error as Error).name === 'NotAllowedError' ? t('The browser does not let this page use the microphone. Click the sign beside the address, allow it, and check again.')
        : t('No microphone was found. Plug one in, or choose another, and check again.'));
    }
  };
  const list = (kind: MediaDeviceKind) => devices.filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'default');
  const pick = (name: string, kind: MediaDeviceKind, key: 'microphone' | 'speaker' | 'ring') => <Field label={name}><select className="input" value={choice[key]} onChange={(e) => choose({ [key]: e.target.value })}>
    <option value="">{t('The usual one of this computer')}</option>{list(kind).map((one, i) => <option key={one.deviceId} value={one.deviceId}>{one.label || `${name} ${i + 1}`}</option>)}</select></Field>;
  return <>
    <PageHead title={t('Sound')} />
    <div className="now">
      <Pane title={t('Devices')}><div className="pane__body stack">
        {pick(t('Microphone'), 'audioinput', 'microphone')}
        {pick(t('Speaker'), 'audiooutput', 'speaker')}
        {pick(t('Rings on'), 'audiooutput', 'ring')}
        <div><button className="btn" onClick={() => { const silence = ring(); setTimeout(silence, 2_000); }}>{t('Ring once')}</button></div>
      </div></Pane>
      <Pane title={t('Check')}><div className="pane__body stack">
        <p>{t('Press the button, say a sentence, and hear it.')}</p>
        <div><button className="btn btn--act" onClick={() => void check()}><Icon name="mic" />{level === null ? t('Check the microphone') : t('Listening …')}</button></div>
        {level !== null && <Level level={level} />}
        {problem && <p className="note note--attend" role="alert"><Icon name="alert" />{problem}</p>}
        {heard && <p role="status">{t('This is what you said:')} <audio controls src={heard} ref={(element) => { if (element) void playOn(element, choice.speaker); }} /></p>}
      </div></Pane>
    </div>
  </>;
}

/** How loud the microphone is. */
function Level({ level }: { level: number }) {
  const percent = Math.round(level * 100);
  return <div className="level" role="meter" aria-label={t('Microphone')} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={Math.max(1, percent)} height="8" rx="1" /></svg></div>;
}

/** In the talk bar: the own level, and the line in a word with the figures behind it. */
export function TalkQuality() {
  const sound = useTalkSound();
  if (sound === null) return null;
  const q = sound.quality;
  const word = q === null ? null : { good: t('good line'), fair: t('fair line'), poor: t('poor line') }[q.word];
  return <>
    <li className="voice voice--level"><Level level={sound.level} /></li>
    {sound.microphoneGone && <li className="voice"><Icon name="alert" /><span role="alert">{t('No microphone. Plug one in; the call goes on.')}</span></li>}
    {q && word && <li className="voice"><details><summary>{word}</summary><span className="small num">{t('lost {loss} %, jitter {jitter} ms, there and back {trip} ms', { loss: q.lossPercent, jitter: q.jitterMs, trip: q.roundTripMs ?? 0 })}</span></details></li>}
  </>;
}
