/** What people do at the screens, in the words that they read there. */
import type { Browser, Page } from 'playwright-core';
import { addAuthenticator } from '#testing/browser';
import { until } from './centre.ts';

/**
 * Runs in each page before its own scripts: an ear on what the page hears, and a microphone whose tone
 * comes through as it is (the browser would take a steady tone for noise).
 */
const EAR = `(() => {
  const Native = RTCPeerConnection;
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (ask) navigator.mediaDevices.getUserMedia = (wish) => ask({ ...wish, audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  let ear = null; let sound = null;
  window.RTCPeerConnection = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('track', (event) => {
        sound ??= new AudioContext();
        ear = sound.createAnalyser();
        ear.fftSize = 4096;
        sound.createMediaStreamSource(event.streams[0] ?? new MediaStream([event.track])).connect(ear);
      });
    }
  };
  window.loudest = () => {
    if (!ear) return 0;
    const bins = new Float32Array(ear.frequencyBinCount);
    ear.getFloatFrequencyData(bins);
    let best = 0;
    for (let i = 1; i < bins.length; i++) if (bins[i] > bins[best]) best = i;
    return bins[best] > -60 ? best * sound.sampleRate / ear.fftSize : 0;
  };
})()`;

/** The loudest tone that this page hears now, in hertz; 0 when it is quiet. */
export const loudest = (page: Page): Promise<number> => page.evaluate('window.loudest()');

/** A browser of its own for one person, with a passkey device; its errors fail the test that looks at `errors`. */
export async function sitDown(browser: Browser, locale = 'en-US'): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ locale, viewport: { width: 1440, height: 900 } });
  await context.addInitScript(EAR);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await addAuthenticator(page);
  return { page, errors };
}

/** Opens a one-time link and makes the passkey. */
export async function enrol(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
  await page.waitForURL(/\/desk\/(now|centre)$/);
}

/** The first administrator sets the centre up. */
export async function setUpCentre(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Set up the centre' }).waitFor();
  await page.getByLabel('Name of the helpline').fill(name);
  await page.getByLabel('Phone number').fill('1-800-555-0142');
  await page.getByLabel('Time zone').fill('America/Chicago');
  await page.getByRole('button', { name: 'Save, then invite staff' }).click();
  await page.waitForURL('**/desk/staff');
}

/** Invites somebody; answers the link that is shown once. */
export async function invite(page: Page, who: { deskName: string; roles?: string[]; languages?: string[] }): Promise<string> {
  if (!page.url().endsWith('/desk/staff')) await page.getByRole('link', { name: 'Staff' }).click();
  const form = page.getByRole('region', { name: 'Invite' });
  await form.getByLabel('Desk name').fill(who.deskName);
  const pick = async (group: string, wished: string[]): Promise<void> => {
    for (const box of await form.getByRole('group', { name: group }).getByRole('checkbox').all()) {
      const label = (await box.evaluate((one) => one.closest('label')!.textContent)) ?? '';
      await box.setChecked(wished.includes(label.trim()), { force: true });
    }
  };
  await pick('Roles', who.roles ?? ['Counsellor']);
  await pick('Languages', who.languages ?? ['English', 'español']);
  const before = await page.locator('code.code').allTextContents();
  await form.getByRole('button', { name: 'Invite' }).click();
  await until('a new link is shown', async () => (await page.locator('code.code').allTextContents()).join() !== before.join());
  return (await page.locator('code.code').last().textContent())!.trim();
}

/** Says at the desk that calls may come. */
export async function beReady(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Ready' }).click();
  await page.getByText('Ready. The next call comes to you.').waitFor();
}
