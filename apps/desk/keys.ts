/** Every key of the desk, in one table: the list behind "?" is made of it. */
import { t } from './i18n.ts';

export const KEYS = (): [string, string][] => [
  ['F1', t('Emergency: call the emergency centre in')], ['F2', t('Answer, or come into a call')], ['F3', t('Not now')], ['F4', t('Mute')], ['F6', t('Interpreter')], ['F7', t('Bring in')], ['F8', t('Hold')], ['F9', t('Ask for help')], ['F10', t('No talk')],
  ['Ctrl .', t('Write a note')], ['Ctrl K', t('Go to a screen')], ['Alt 1 … 9', t('Go to a screen')], ['Ctrl B', t('Ready or break')], ['Esc', t('Close what is open')], ['?', t('This list')],
];
/** Whether somebody is writing: a plain key is then a letter. */
export const isWriting = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
