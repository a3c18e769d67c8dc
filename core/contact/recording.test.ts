/** The rules alone: recorded only while everybody who could be heard has said yes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRecording } from './recording.ts';
import type { Recording, RecordingMove, Voice } from './recording.ts';

const VOICES: Voice[] = ['caller', 'staff:ana', 'staff:bo', 'line:p1'];
const begun: Recording = { state: 'asking', answers: new Map([['staff:ana', 'yes']]) };
const here = (...present: Voice[]): RecordingMove => ({ do: 'voices', present, coming: false, private: false });
const walk = (moves: RecordingMove[], from = begun): Recording => moves.reduce(nextRecording, from);
const yes = (voice: Voice): RecordingMove => ({ do: 'answer', voice, yes: true });
const both = [here('caller', 'staff:ana'), yes('caller'), here('caller', 'staff:ana')];

test('without an answer nothing is recorded; with every yes it is', () => {
  expect(walk([here('caller', 'staff:ana')]).state).toBe('asking');
  expect(walk(both).state).toBe('recording');
});
test('somebody new pauses it until they agree, and it pauses already while they are being called', () => {
  expect(walk([...both, { do: 'voices', present: ['caller', 'staff:ana'], coming: true, private: false }]).state).toBe('paused');
  const joined = [...both, here('caller', 'staff:ana', 'staff:bo')];
  expect(walk(joined).state).toBe('paused');
  expect(walk([...joined, yes('staff:bo'), here('caller', 'staff:ana', 'staff:bo')]).state).toBe('recording');
  expect(walk([...joined, here('caller', 'staff:ana')]).state).toBe('recording');
});
test('a private talk without the caller is not recorded', () => {
  expect(walk([...both, { do: 'voices', present: ['caller', 'staff:ana'], coming: false, private: true }]).state).toBe('paused');
});
test('one no ends it, whoever says it; it is known who', () => {
  expect(walk([here('caller', 'staff:ana'), { do: 'answer', voice: 'caller', yes: false }])).toMatchObject({ state: 'over', reason: 'refused', by: 'caller' });
  expect(walk([...both, { do: 'stop', by: 'caller' }])).toMatchObject({ state: 'over', reason: 'stopped', by: 'caller' });
});
test('whatever happens in whatever order: recorded only while all who are there said yes themselves, over is over, and every other answer is a named error', () => {
  const move = fc.oneof(
    fc.record({ do: fc.constant('voices' as const), present: fc.subarray(VOICES), coming: fc.boolean(), private: fc.boolean() }),
    fc.record({ do: fc.constant('answer' as const), voice: fc.constantFrom(...VOICES), yes: fc.boolean() }),
    fc.record({ do: fc.constant('stop' as const), by: fc.constantFrom(...VOICES) }),
    fc.constantFrom<RecordingMove>({ do: 'fail' }, { do: 'end' }),
  );
  fc.assert(fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
    let state: Recording = begun;
    let said = new Set<Voice>(['staff:ana']);
    let over = false;
    for (const one of moves) {
      let next: Recording;
      try {
        next = nextRecording(state, one);
      } catch (error) {
        expect((error as { code: string }).code).toBe('RecordingOver');
        continue;
      }
      if (one.do === 'answer' && one.yes) said = new Set(said).add(one.voice);
      if (next.state === 'recording' && one.do === 'voices') {
        expect(one.coming || one.private).toBe(false);
        expect(one.present).toContain('caller');
        for (const voice of one.present) expect(said.has(voice)).toBe(true);
      }
      // Only looking at who is there begins it.
      if (next.state === 'recording' && state.state !== 'recording') expect(one.do).toBe('voices');
      if (over) expect(next).toBe(state);
      over = next.state === 'over';
      state = next;
    }
  }), { numRuns: 3_000 });
});
