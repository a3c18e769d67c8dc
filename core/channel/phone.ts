/** One call as we see it: an event and a state give the next state and what the engine is asked to do. Pure. */
import type { PromptPart } from './telephony-port.ts';

export type PhoneState =
  | { step: 'arriving' }
  | { step: 'menu'; asked: number }
  | { step: 'waiting'; language: string; announced: number }
  | { step: 'callback_ask'; language: string }
  | { step: 'callback_number'; language: string; digits: string }
  | { step: 'callback_check'; language: string; digits: string; asked: number }
  | { step: 'talking'; language: string }
  /** Blocked for today: told so, with a way for who is in danger. */
  | { step: 'turned_away'; language: string }
  | { step: 'over' };
export type PhoneEvent =
  /** `language`: the line that was called is of one language, nothing has to be chosen. */
  | { type: 'arrived'; language?: string; blocked?: boolean } | { type: 'digit'; digit: string } | { type: 'finished' } | { type: 'timeout' } | { type: 'place'; place: number }
  | { type: 'noNumber' }
  /** They were passed on to the line of another language. */
  | { type: 'language'; language: string } | { type: 'taken' } | { type: 'back' } | { type: 'gone' };
export type PhoneCommand =
  | { do: 'answer' } | { do: 'hold' } | { do: 'play'; language: string; parts: PromptPart[] } | { do: 'timer'; seconds: number }
  | { do: 'wait'; language: string } | { do: 'callbackHere'; language: string } | { do: 'callbackTo'; language: string; number: string } | { do: 'hangUp' } | { do: 'gone' };

const MENU_SECONDS = 6;
const ANNOUNCE_SECONDS = 45;
const LANGUAGES: Record<string, string> = { '1': 'en', '2': 'es' };
// Each language is asked for in itself, one after the other, with its own welcome the first time.
const menu = (asked: number): PhoneCommand[] => [
  { do: 'play', language: asked % 2 === 1 ? 'en' : 'es', parts: [...(asked <= 2 ? [{ prompt: 'welcome' }] : []), { prompt: 'language-menu' }] }, { do: 'timer', seconds: MENU_SECONDS + (asked <= 2 ? 3 : 0) },
];
const queue = (language: string): [PhoneState, PhoneCommand[]] => [{ step: 'waiting', language, announced: 0 }, [{ do: 'hold' }, { do: 'wait', language }, { do: 'timer', seconds: 1 }]];
/** Read back figure by figure, as numbers are read on a telephone. */
const readBack = (language: string, digits: string): PhoneCommand[] => [
  { do: 'play', language, parts: [{ prompt: 'callback-heard' }, ...Array.from(digits, (figure) => ({ number: Number(figure) })), { prompt: 'callback-right' }] },
  { do: 'timer', seconds: 10 + digits.length },
];
const askNumber = (language: string): [PhoneState, PhoneCommand[]] => [{ step: 'callback_number', language, digits: '' }, [{ do: 'play', language, parts: [{ prompt: 'callback-number' }] }, { do: 'timer', seconds: 20 }]];
const back = (language: string): [PhoneState, PhoneCommand[]] => [{ step: 'waiting', language, announced: 0 }, [{ do: 'hold' }, { do: 'timer', seconds: 1 }]];

/** The caller's way: welcome, language, the line with place and music, a callback if wished, the conversation. Whatever is unexpected changes nothing. */
export function phone(s: PhoneState, e: PhoneEvent): [PhoneState, PhoneCommand[]] {
  if (s.step === 'over') return [s, []];
  if (e.type === 'gone') return [{ step: 'over' }, [{ do: 'gone' }]];
  switch (s.step) {
    case 'arriving':
      if (e.type !== 'arrived') return [s, []];
      if (e.blocked === true) {
        const language = e.language ?? 'en';
        return [{ step: 'turned_away', language }, [{ do: 'answer' }, { do: 'play', language, parts: [{ prompt: 'turned-away' }, { prompt: 'danger' }] }, { do: 'timer', seconds: 20 }]];
      }
      if (e.language !== undefined) {
        const [state, commands] = queue(e.language);
        return [state, [{ do: 'answer' }, ...commands]];
      }
      return [{ step: 'menu', asked: 1 }, [{ do: 'answer' }, ...menu(1)]];
    case 'menu':
      if (e.type === 'digit') return LANGUAGES[e.digit] ? queue(LANGUAGES[e.digit]!) : [s, [{ do: 'play', language: 'en', parts: [{ prompt: 'invalid' }, { prompt: 'language-menu' }] }, { do: 'timer', seconds: MENU_SECONDS }]];
      // Nobody is left in a menu: after each language was asked for twice the line goes on in the first language.
      if (e.type === 'timeout') return s.asked >= 4 ? queue('en') : [{ step: 'menu', asked: s.asked + 1 }, menu(s.asked + 1)];
      return [s, []];
    case 'waiting':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'place') {
        return [{ ...s, announced: s.announced + 1 }, [
          { do: 'play', language: s.language, parts: [{ prompt: 'you-are-number' }, { number: Math.max(1, Math.min(30, e.place)) }, { prompt: 'in-line' }, { prompt: s.announced === 0 ? 'hold' : 'please-stay' }, { prompt: 'press-for-callback' }] },
          { do: 'timer', seconds: ANNOUNCE_SECONDS },
        ]];
      }
      if (e.type === 'digit' && e.digit === '1') return [{ step: 'callback_ask', language: s.language }, [{ do: 'play', language: s.language, parts: [{ prompt: 'callback-where' }] }, { do: 'timer', seconds: 14 }]];
      return [s, []];
    case 'callback_ask':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && e.digit === '1') return [s, [{ do: 'callbackHere', language: s.language }]];
      if (e.type === 'noNumber' || (e.type === 'digit' && e.digit === '2')) return askNumber(s.language);
      return e.type === 'timeout' || e.type === 'back' ? back(s.language) : [s, []];
    case 'callback_number':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && /\d/.test(e.digit) && s.digits.length < 18) return [{ ...s, digits: s.digits + e.digit }, [{ do: 'timer', seconds: 8 }]];
      if (e.type === 'timeout' || (e.type === 'digit' && e.digit === '#')) {
        if (s.digits.length >= 5) return [{ step: 'callback_check', language: s.language, digits: s.digits, asked: 1 }, readBack(s.language, s.digits)];
        // Nothing usable came: the place in the line was never given up.
        return back(s.language);
      }
      return e.type === 'back' ? back(s.language) : [s, []];
    case 'callback_check':
      if (e.type === 'taken') return [{ step: 'talking', language: s.language }, []];
      if (e.type === 'digit' && e.digit === '1') return [s, [{ do: 'callbackTo', language: s.language, number: s.digits }]];
      if (e.type === 'digit' && e.digit === '2') return askNumber(s.language);
      if (e.type === 'timeout') return s.asked >= 2 ? back(s.language) : [{ ...s, asked: s.asked + 1 }, readBack(s.language, s.digits)];
      return e.type === 'back' ? back(s.language) : [s, []];
    case 'turned_away':
      if (e.type === 'digit' && e.digit === '9') return queue(s.language);
      return e.type === 'timeout' ? [{ step: 'over' }, [{ do: 'hangUp' }, { do: 'gone' }]] : [s, []];
    case 'talking':
      if (e.type === 'language') return [{ ...s, language: e.language }, []];
      return e.type === 'back' ? back(s.language) : [s, []];
  }
}
