/** One call as we see it: an event, a state and the live flow give the next state and what the engine is asked to do. Pure. */
import type { Wait } from './estimate.ts';
import type { Flow } from './flow.ts';
import type { PromptPart } from './telephony-port.ts';

export type PhoneState =
  | { step: 'arriving' }
  | { step: 'menu'; asked: number; open: boolean }
  | { step: 'finder'; at: number; open: boolean }
  | { step: 'waiting'; language: string; announced: number; message?: true }
  /** Nobody is there at this hour, or the machine carries no more calls: a callback, or in danger the line. */
  | { step: 'closed'; language: string; asked: number; full?: true }
  | { step: 'callback_ask'; language: string; closed?: true }
  | { step: 'callback_number'; language: string; digits: string; closed?: true }
  | { step: 'callback_check'; language: string; digits: string; asked: number; closed?: true }
  | { step: 'talking'; language: string }
  /** A message is about to begin, or is being left; whoever waits keeps the place, and somebody may still answer. */
  | { step: 'message'; language: string; speaking: boolean; closed?: true }
  | { step: 'message_kept'; language: string }
  /** Blocked for today: told so, with a way for who is in danger. */
  | { step: 'turned_away'; language: string }
  | { step: 'over' };
export type PhoneEvent =
  /** `language`: the line that was called is of one language, nothing has to be chosen. `surge`: many wait. `open`: somebody is there at this hour. `full`: the machine carries no more calls. */
  | { type: 'arrived'; language?: string; blocked?: boolean; open?: boolean; surge?: boolean; full?: boolean } | { type: 'digit'; digit: string } | { type: 'finished' } | { type: 'timeout' }
  | { type: 'place'; place: number; wait?: Wait; waited?: number }
  | { type: 'noNumber' }
  /** A message cannot be recorded now. */
  | { type: 'noMessage' }
  /** They were passed on to the line of another language. */
  | { type: 'language'; language: string } | { type: 'taken' } | { type: 'back' } | { type: 'gone' };
export type PhoneCommand =
  | { do: 'answer' } | { do: 'hold' } | { do: 'play'; language: string; parts: PromptPart[] } | { do: 'timer'; seconds: number }
  /** A message begins, or ends: it is kept, or thrown away because somebody is there now. */
  | { do: 'messageBegins'; language: string; seconds: number } | { do: 'messageEnds'; keep: boolean }
  /** `danger`: they pressed that somebody is in danger now. */
  | { do: 'wait'; language: string; danger?: true } | { do: 'urgent' } | { do: 'callbackHere'; language: string } | { do: 'callbackTo'; language: string; number: string } | { do: 'hangUp' } | { do: 'gone' };
type Step = [PhoneState, PhoneCommand[]];

/** How long a message may be, in seconds. */
export const MESSAGE_SECONDS = 180;
/** How long messages are kept unless the centre says otherwise, in days. */
export const KEPT_DAYS = 7;
const MENU_SECONDS = 6;
const SAMPLE_SECONDS = 5;
const play = (language: string, ...parts: PromptPart[]): PhoneCommand => ({ do: 'play', language, parts });
const timer = (seconds: number): PhoneCommand => ({ do: 'timer', seconds });
const line = (name: string): PromptPart => ({ prompt: name });

// Each language is asked for in itself, one after the other, with its own welcome the first time; then the way to the other languages.
function menu(flow: Flow, asked: number): PhoneCommand[] {
  const { language, key } = flow.menu[(asked - 1) % flow.menu.length]!;
  const first = asked <= flow.menu.length;
  const last = asked % flow.menu.length === 0 && flow.finder.length > 0;
  return [play(language, ...(first ? [line('welcome')] : []), line('for-language'), { number: Number(key) }, ...(last ? [line('more-languages'), { number: Number(flow.finderKey) }] : [])), timer(MENU_SECONDS + (first ? 3 : 0) + (last ? 2 : 0))];
}
/** Said after the callback was offered, and only then; how long it is kept is said too. */
const messageOffer = (flow: Flow, days: number): PromptPart[] => (flow.messages ? [line('message-offer'), { number: days }, line('message-days')] : []);
const MESSAGE_SPOKEN_SECONDS = 9;
const message = (language: string, over: { closed?: true }): Step => [{ step: 'message', language, speaking: false, ...over }, [play(language, line('message-speak'), line('message-tone')), timer(MESSAGE_SPOKEN_SECONDS)]];
const queue = (language: string, danger = false): Step => [{ step: 'waiting', language, announced: 0 }, [{ do: 'hold' }, { do: 'wait', language, ...(danger ? { danger: true as const } : {}) }, timer(1)]];
const closed = (language: string, asked = 1, full = false, offer: PromptPart[] = []): Step => [{ step: 'closed', language, asked, ...(full ? { full: true as const } : {}) }, [play(language, line(full ? 'surge' : 'closed'), line('press-for-callback'), line('danger'), ...offer), timer(offer.length > 0 ? 30 : 16)]];
const enter = (language: string, open: boolean): Step => (open ? queue(language) : closed(language));
function finder(flow: Flow, at: number, open: boolean): Step {
  return [{ step: 'finder', at, open }, [play(flow.finder[at]!, line('sample')), timer(SAMPLE_SECONDS)]];
}
/** Read back figure by figure, as numbers are read on a telephone. */
const readBack = (language: string, digits: string): PhoneCommand[] => [play(language, line('callback-heard'), ...Array.from(digits, (figure) => ({ number: Number(figure) })), line('callback-right')), timer(10 + digits.length)];
const callbackWhere = (language: string, over: { closed?: true }): Step => [{ step: 'callback_ask', language, ...over }, [play(language, line('callback-where')), timer(14)]];
const askNumber = (language: string, over: { closed?: true }): Step => [{ step: 'callback_number', language, digits: '', ...over }, [play(language, line('callback-number')), timer(20)]];
const back = (language: string, over: { closed?: true } = {}): Step => (over.closed ? closed(language) : [{ step: 'waiting', language, announced: 0 }, [{ do: 'hold' }, timer(1)]]);
const waitWords = (wait: Wait): PromptPart[] => {
  switch (wait.say) {
    case 'nothing': return [];
    case 'long': return [line('long-wait')];
    case 'nobody': return [line('nobody-now')];
    case 'minutes': return [line('your-wait'), { number: wait.minutes }, line(wait.minutes === 1 ? 'minute' : 'minutes')];
  }
};

/** The caller's way: welcome, language, the line with place and music, a callback if wished, the conversation. Whatever is unexpected changes nothing. */
export function phone(s: PhoneState, e: PhoneEvent, flow: Flow, days = KEPT_DAYS): Step {
  if (s.step === 'over') return [s, []];
  if (e.type === 'gone') return [{ step: 'over' }, [...(s.step === 'message' && s.speaking ? [{ do: 'messageEnds' as const, keep: true }] : []), { do: 'gone' }]];
  const over = 'closed' in s && s.closed ? { closed: true as const } : {};
  switch (s.step) {
    case 'arriving': {
      if (e.type !== 'arrived') return [s, []];
      const open = e.open ?? true;
      const first = flow.menu[0]!.language;
      if (e.blocked === true) {
        const language = e.language ?? first;
        return [{ step: 'turned_away', language }, [{ do: 'answer' }, play(language, line('turned-away'), line('danger')), timer(20)]];
      }
      if (e.full === true) {
        const [state, commands] = closed(e.language ?? first, 1, true);
        return [state, [{ do: 'answer' }, ...commands]];
      }
      const [state, commands] = e.language !== undefined ? enter(e.language, open) : ([{ step: 'menu', asked: 1, open }, menu(flow, 1)] as Step);
      return [state, [{ do: 'answer' }, ...(e.surge === true && e.language !== undefined ? [play(e.language, line('surge'))] : []), ...commands]];
    }
    case 'menu': {
      if (e.type === 'digit') {
        const chosen = flow.menu.find((one) => one.key === e.digit);
        if (chosen) return enter(chosen.language, s.open);
        if (flow.finder.length > 0 && (e.digit === flow.finderKey || e.digit === '*')) return finder(flow, 0, s.open);
        return [s, [play(flow.menu[(s.asked - 1) % flow.menu.length]!.language, line('invalid')), timer(MENU_SECONDS)]];
      }
      if (e.type !== 'timeout') return [s, []];
      if (s.asked < flow.menu.length * (flow.finder.length > 0 ? 1 : 2)) return [{ ...s, asked: s.asked + 1 }, menu(flow, s.asked + 1)];
      // They do not follow, or do not dare to press: the samples, then the line of the first language. Nobody is left in a menu.
      return flow.finder.length > 0 ? finder(flow, 0, s.open) : enter(flow.menu[0]!.language, s.open);
    }
    case 'finder':
      if (e.type === 'digit') return enter(flow.finder[s.at] ?? flow.menu[0]!.language, s.open);
      if (e.type !== 'timeout') return [s, []];
      if (s.at + 1 < flow.finder.length) return finder(flow, s.at + 1, s.open);
      return enter(flow.menu[0]!.language, s.open);
    case 'waiting': {
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'place') {
        // Nobody who speaks it is there, and the callback was offered before.
        const mayLeave = flow.messages && e.wait?.say === 'nobody' && s.announced > 0;
        const offered = (e.waited ?? 0) >= flow.overflowSeconds || e.wait?.say === 'nobody' || e.wait?.say === 'long';
        return [{ ...s, announced: s.announced + 1, ...(mayLeave ? { message: true as const } : {}) }, [
          play(s.language, line('you-are-number'), { number: Math.max(1, Math.min(30, e.place)) }, line('in-line'), ...waitWords(e.wait ?? { say: 'nothing' }),
            ...(offered ? [] : [line(s.announced === 0 ? 'hold' : 'please-stay')]), line('press-for-callback'), ...(s.announced === 0 ? [line('danger')] : []), ...(mayLeave ? messageOffer(flow, days) : [])),
          timer(flow.announceSeconds + (mayLeave ? 12 : 0)),
        ]];
      }
      if (e.type === 'digit' && e.digit === '3' && s.message === true) return message(s.language, over);
      if (e.type === 'digit' && e.digit === '9') return [s, [{ do: 'urgent' }]];
      return e.type === 'digit' && e.digit === '1' ? callbackWhere(s.language, over) : [s, []];
    }
    case 'closed':
      if (e.type === 'digit' && e.digit === '1') return callbackWhere(s.language, { closed: true });
      if (e.type === 'digit' && e.digit === '9') return queue(s.language, true);
      if (e.type === 'digit' && e.digit === '3' && flow.messages && s.asked >= 2) return message(s.language, { closed: true });
      if (e.type !== 'timeout') return [s, []];
      return s.asked < 2 ? closed(s.language, s.asked + 1, s.full === true, messageOffer(flow, days)) : [{ step: 'over' }, [play(s.language, line('goodbye')), { do: 'hangUp' }, { do: 'gone' }]];
    case 'callback_ask':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && e.digit === '1') return [s, [{ do: 'callbackHere', language: s.language }]];
      if (e.type === 'noNumber' || (e.type === 'digit' && e.digit === '2')) return askNumber(s.language, over);
      return e.type === 'timeout' || e.type === 'back' ? back(s.language, over) : [s, []];
    case 'callback_number':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && /\d/.test(e.digit) && s.digits.length < 18) return [{ ...s, digits: s.digits + e.digit }, [timer(8)]];
      if (e.type === 'timeout' || (e.type === 'digit' && e.digit === '#')) {
        if (s.digits.length >= 5) return [{ step: 'callback_check', language: s.language, digits: s.digits, asked: 1, ...over }, readBack(s.language, s.digits)];
        // Nothing usable came: the place in the line was never given up.
        return back(s.language, over);
      }
      return e.type === 'back' ? back(s.language, over) : [s, []];
    case 'callback_check':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && e.digit === '1') return [s, [{ do: 'callbackTo', language: s.language, number: s.digits }]];
      if (e.type === 'digit' && e.digit === '2') return askNumber(s.language, over);
      if (e.type === 'timeout') return s.asked >= 2 ? back(s.language, over) : [{ ...s, asked: s.asked + 1 }, readBack(s.language, s.digits)];
      return e.type === 'back' ? back(s.language, over) : [s, []];
    case 'message': {
      const kept: PhoneCommand = { do: 'messageEnds', keep: true };
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, s.speaking ? [{ do: 'messageEnds', keep: false }] : []];
      if (e.type === 'noMessage') {
        const [state, commands] = back(s.language, over);
        return [state, [...commands.filter((one) => one.do === 'hold'), play(s.language, line('message-failed')), timer(6)]];
      }
      if (e.type === 'back') return back(s.language, over);
      if (!s.speaking) return e.type === 'timeout' ? [{ ...s, speaking: true }, [{ do: 'messageBegins', language: s.language, seconds: MESSAGE_SECONDS }, timer(MESSAGE_SECONDS)]] : [s, []];
      if (e.type === 'timeout' || (e.type === 'digit' && e.digit === '#')) return [{ step: 'message_kept', language: s.language }, [kept, play(s.language, line('message-kept'), line('goodbye')), timer(6)]];
      return [s, []];
    }
    case 'message_kept':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      return e.type === 'timeout' ? [{ step: 'over' }, [{ do: 'hangUp' }, { do: 'gone' }]] : [s, []];
    case 'turned_away':
      if (e.type === 'digit' && e.digit === '9') return queue(s.language, true);
      return e.type === 'timeout' ? [{ step: 'over' }, [{ do: 'hangUp' }, { do: 'gone' }]] : [s, []];
    case 'talking':
      if (e.type === 'language') return [{ ...s, language: e.language }, []];
      return e.type === 'back' ? back(s.language) : [s, []];
  }
}
