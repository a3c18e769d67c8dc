import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_FLOW } from './flow.ts';
import { phone as step } from './phone.ts';
import type { PhoneCommand, PhoneEvent, PhoneState } from './phone.ts';

const FLOW = { ...DEFAULT_FLOW, finder: ['pt', 'ht'] };
const phone = (state: PhoneState, event: PhoneEvent) => step(state, event, FLOW);
function walk(events: PhoneEvent[], from: PhoneState = { step: 'arriving' }): { state: PhoneState; did: PhoneCommand[] } {
  return events.reduce<{ state: PhoneState; did: PhoneCommand[] }>(({ state, did }, event) => {
    const [next, commands] = phone(state, event);
    return { state: next, did: [...did, ...commands] };
  }, { state: from, did: [] });
}
const press = (keys: string): PhoneEvent[] => [...keys].map((digit) => ({ type: 'digit', digit }));
const arrived: PhoneEvent = { type: 'arrived' };

describe('a call', () => {
  test('2 is Spanish: the caller waits in that line with music', () => {
    const { state, did } = walk([arrived, ...press('2')]);
    expect(state).toEqual({ step: 'waiting', language: 'es', announced: 0 });
    expect(did.filter((one) => one.do === 'wait' || one.do === 'hold')).toEqual([{ do: 'hold' }, { do: 'wait', language: 'es' }]);
  });
  test('who presses nothing is asked in each language, then hears the samples, and then waits: nobody is left in a menu', () => {
    const { state, did } = walk([arrived, ...Array.from({ length: 4 }, (): PhoneEvent => ({ type: 'timeout' }))]);
    expect(state).toMatchObject({ step: 'waiting', language: 'en' });
    expect(did.flatMap((one) => (one.do === 'play' ? [one.language] : []))).toEqual(['en', 'es', 'pt', 'ht']);
  });
  test('any key at a sample chooses its language', () => {
    expect(walk([arrived, ...press('0'), { type: 'timeout' }, ...press('7')]).state).toMatchObject({ step: 'waiting', language: 'ht' });
  });
  test('past what the machine carries a callback is offered, and 9 still leads to the line', () => {
    const full = walk([{ type: 'arrived', full: true }]);
    expect(full.did.find((one) => one.do === 'play')).toMatchObject({ parts: [{ prompt: 'surge' }, { prompt: 'press-for-callback' }, { prompt: 'danger' }] });
    expect(full.did.some((one) => one.do === 'wait')).toBe(false);
    expect(walk(press('11'), full.state).did).toContainEqual({ do: 'callbackHere', language: 'en' });
    expect(walk(press('9'), full.state).state).toMatchObject({ step: 'waiting' });
  });
  test('at night who calls is told, may leave a number, and 9 leads to the line', () => {
    const night = walk([{ type: 'arrived', open: false }, ...press('2')]);
    expect(night.state).toMatchObject({ step: 'closed', language: 'es' });
    expect(walk(press('9'), night.state).state).toMatchObject({ step: 'waiting', language: 'es' });
    expect(walk(press('11'), night.state).did).toContainEqual({ do: 'callbackHere', language: 'es' });
    expect(walk([...press('12'), ...press('123#')], night.state).state).toMatchObject({ step: 'closed' });
  });
  test('a message is the last resort: off it does not exist, on it comes after the callback was offered, with how long it is kept', () => {
    const night: PhoneEvent[] = [{ type: 'arrived', open: false }, ...press('2')];
    const on = (events: PhoneEvent[]) => events.reduce<{ state: PhoneState; did: PhoneCommand[] }>(({ state, did }, event) => {
      const [next, commands] = step(state, event, { ...FLOW, messages: true }, 5);
      return { state: next, did: [...did, ...commands] };
    }, { state: { step: 'arriving' }, did: [] });
    expect(walk([...night, { type: 'timeout' }, ...press('3')]).state).toMatchObject({ step: 'closed' });
    expect(on([...night, ...press('3')]).state).toMatchObject({ step: 'closed', asked: 1 });
    const offered = on([...night, { type: 'timeout' }]);
    expect(offered.did.filter((one) => one.do === 'play').at(-1)).toMatchObject({ language: 'es', parts: [{ prompt: 'closed' }, { prompt: 'press-for-callback' }, { prompt: 'danger' }, { prompt: 'message-offer' }, { number: 5 }, { prompt: 'message-days' }] });
    const speaking = on([...night, { type: 'timeout' }, ...press('3'), { type: 'timeout' }]);
    expect(speaking.did.at(-2)).toEqual({ do: 'messageBegins', language: 'es', seconds: 180 });
    for (const last of [{ type: 'digit', digit: '#' }, { type: 'timeout' }, { type: 'gone' }] as PhoneEvent[]) {
      expect(on([...night, { type: 'timeout' }, ...press('3'), { type: 'timeout' }, last]).did).toContainEqual({ do: 'messageEnds', keep: true });
    }
    expect(on([...night, { type: 'timeout' }, ...press('3'), { type: 'timeout' }, { type: 'noMessage' }]).state).toMatchObject({ step: 'closed' });
  });
  test('in the line a message is offered when nobody speaks the language; whoever answers meanwhile ends it, and it is thrown away', () => {
    const flow = { ...FLOW, messages: true };
    const nobody: PhoneEvent = { type: 'place', place: 1, wait: { say: 'nobody' } };
    let state: PhoneState = { step: 'waiting', language: 'en', announced: 0 };
    const take = (e: PhoneEvent): PhoneCommand[] => { const [next, commands] = step(state, e, flow); state = next; return commands; };
    take(nobody);
    expect(take({ type: 'digit', digit: '3' })).toEqual([]);
    take(nobody);
    take({ type: 'digit', digit: '3' });
    take({ type: 'timeout' });
    expect(state).toMatchObject({ step: 'message', speaking: true });
    expect(take({ type: 'taken' })).toEqual([{ do: 'messageEnds', keep: false }]);
    expect(state).toEqual({ step: 'talking', language: 'en' });
  });
  test('a line of one language asks nothing', () => {
    const { state, did } = walk([{ type: 'arrived', language: 'es' }]);
    expect(state).toMatchObject({ step: 'waiting', language: 'es' });
    expect(did.some((one) => one.do === 'play')).toBe(false);
  });
  test('a number is asked for, read back figure by figure, and used only when it was said to be right', () => {
    const asked = walk([arrived, ...press('2'), ...press('1'), ...press('2'), ...press('5550123#')]);
    expect(asked.state).toMatchObject({ step: 'callback_check', digits: '5550123' });
    expect(asked.did.filter((one) => one.do === 'play').at(-1)).toMatchObject({ language: 'es', parts: [{ prompt: 'callback-heard' }, ...[5, 5, 5, 0, 1, 2, 3].map((number) => ({ number })), { prompt: 'callback-right' }] });
    expect(asked.did.some((one) => one.do === 'callbackTo')).toBe(false);
    expect(walk(press('1'), asked.state).did).toEqual([{ do: 'callbackTo', language: 'es', number: '5550123' }]);
    expect(walk(press('2'), asked.state).state).toMatchObject({ step: 'callback_number', digits: '' });
  });
  test('a number too short, or no answer twice, leads back to the line, whose place was never given up', () => {
    expect(walk([arrived, ...press('1'), ...press('1'), ...press('2'), ...press('12#')]).state).toMatchObject({ step: 'waiting', language: 'en' });
    const check: PhoneState = { step: 'callback_check', language: 'en', digits: '5550123', asked: 1 };
    const { state, did } = walk([{ type: 'timeout' }, { type: 'timeout' }], check);
    expect(state).toMatchObject({ step: 'waiting' });
    expect(did.some((one) => one.do === 'wait')).toBe(false);
  });
  test('who withholds the number is asked for one', () => {
    expect(walk([arrived, ...press('1'), ...press('1'), { type: 'noNumber' }]).state).toMatchObject({ step: 'callback_number' });
  });
  test('whatever happens in whatever order, a caller who has not gone is never without something to hear and a way on', () => {
    const event = fc.oneof(
      fc.constantFrom<PhoneEvent>({ type: 'finished' }, { type: 'timeout' }, { type: 'place', place: 3 }, { type: 'noNumber' }, { type: 'taken' }, { type: 'back' }),
      fc.constantFrom(...'0123456789*#').map((digit): PhoneEvent => ({ type: 'digit', digit })),
    );
    const flows = fc.record({
      menu: fc.uniqueArray(fc.constantFrom('en', 'es', 'pt', 'ht'), { minLength: 1 }).map((list) => list.map((language, i) => ({ language, key: String(i + 1) }))),
      finder: fc.uniqueArray(fc.constantFrom('quc', 'mam', 'ar')), finderKey: fc.constantFrom('0', '9'), overflowSeconds: fc.constantFrom(30, 300), announceSeconds: fc.constantFrom(15, 45),
    }).map((part) => ({ ...DEFAULT_FLOW, ...part }));
    fc.assert(fc.property(fc.array(event, { maxLength: 60 }), flows, (events, flow) => {
      let state: PhoneState = { step: 'arriving' };
      let timer = false;
      for (const one of [arrived, ...events]) {
        // In the line the channel makes a place of its timer.
        if (one.type === 'timeout' && (!timer || state.step === 'waiting')) continue;
        const before = state.step;
        const [next, commands] = step(state, one, flow);
        if (one.type === 'timeout') timer = false;
        if (commands.some((command) => command.do === 'timer')) timer = true;
        state = next;
        expect(state.step).not.toBe('arriving');
        expect(state.step).not.toBe('over');
        expect(commands.some((command) => command.do === 'hangUp' || command.do === 'gone')).toBe(false);
        // Outside of a conversation a timer always runs, or the caller has just asked to be called back at this moment.
        if (state.step !== 'talking' && before !== 'talking' && !timer) expect(commands.some((command) => command.do === 'callbackTo' || command.do === 'callbackHere') || one.type !== 'timeout').toBe(true);
      }
    }), { numRuns: 2_000 });
  });
});
