/**
 * Whether a conversation is recorded: asking -> recording <-> paused -> over. It is recorded only while everybody whose voice could be heard has
 * said yes; somebody new, or somebody who is just being called, pauses it; one no ends it; over is over. Pure.
 */
import { conflict } from '../kernel/index.ts';
import type { HavenlineError } from '../kernel/index.ts';

/** The caller, somebody at a desk, or somebody by telephone (the id of the party). */
export type Voice = 'caller' | `staff:${string}` | `line:${string}`;
/** Silence is no: who was asked and does not answer in time has refused. */
export type Answer = 'asked' | 'yes' | 'no';
export type OverReason = 'refused' | 'stopped' | 'failed' | 'ended';
export type Answers = ReadonlyMap<Voice, Answer>;
export type Recording =
  | { readonly state: 'asking' | 'recording' | 'paused'; readonly answers: Answers }
  | { readonly state: 'over'; readonly answers: Answers; readonly reason: OverReason; readonly by: Voice | null };
export type RecordingMove =
  /** Who is on the line now. `coming`: somebody is being called and may be heard at any moment. `private`: the caller hears music while others talk. */
  | { do: 'voices'; present: readonly Voice[]; coming: boolean; private: boolean }
  | { do: 'answer'; voice: Voice; yes: boolean }
  | { do: 'stop'; by: Voice }
  | { do: 'fail' }
  | { do: 'end' };

/** Seconds to answer in; then it is a no. */
export const ANSWER_SECONDS = 30;
export const KEEP_DAYS = { least: 1, usual: 7, most: 30 };

export const recordingOver = (): HavenlineError => conflict('RecordingOver', 'This is not being recorded, nor asked any more.', 'Nothing to do.');

/** The next state. @throws RecordingOver when there is nothing left to answer or stop */
export function nextRecording(r: Recording, m: RecordingMove): Recording {
  if (r.state === 'over') {
    if (m.do === 'answer' || m.do === 'stop') throw recordingOver();
    return r;
  }
  const over = (reason: OverReason, by: Voice | null = null, answers = r.answers): Recording => ({ state: 'over', answers, reason, by });
  switch (m.do) {
    case 'end': return over('ended');
    case 'fail': return over('failed');
    case 'stop': return over('stopped', m.by);
    case 'answer': {
      // Only who was asked has something to answer; a yes cannot be given for somebody else.
      if (r.answers.get(m.voice) !== 'asked') throw recordingOver();
      const answers = new Map(r.answers).set(m.voice, m.yes ? 'yes' : 'no');
      return m.yes ? { ...r, answers } : over('refused', m.voice, answers);
    }
    case 'voices': {
      const answers = new Map(r.answers);
      for (const voice of m.present) if (!answers.has(voice)) answers.set(voice, 'asked');
      const all = !m.coming && !m.private && m.present.includes('caller') && m.present.every((voice) => answers.get(voice) === 'yes');
      return { state: all ? 'recording' : r.state === 'asking' ? 'asking' : 'paused', answers };
    }
  }
}
