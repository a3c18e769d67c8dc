import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { api } from './api.ts';

/** Signs in with a passkey that the browser offers. */
export async function signIn(): Promise<void> {
  const { options, ceremonyId } = await api('POST', '/api/sign-in/options', {});
  await api('POST', '/api/sign-in', { ceremonyId, response: await startAuthentication({ optionsJSON: options }) });
}

/** Makes a passkey for a one-time link. */
export async function enrol(token: string): Promise<void> {
  const { options } = await api('POST', '/api/enrolment/options', { token });
  await api('POST', '/api/enrolment', { token, response: await startRegistration({ optionsJSON: options }) });
}
