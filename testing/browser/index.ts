/**
 * The browser of the tests: the headless Chromium that comes as a package, so that neither root nor a system package is needed.
 * It is unpacked once for each user of the machine, because a browser that root unpacked is not another user's to run.
 */
import { execFile } from 'node:child_process';
import { access, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import type { Browser, CDPSession, Page } from 'playwright-core';

const QUIET = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const SOUND = [
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required', '--allow-loopback-in-peer-connection',
];

/** What a test may ask of its browser. */
export interface BrowserOptions {
  /** A WAV file the microphone plays in a loop; `true` for the browser's own beeps; without it there is no microphone. */
  microphone?: string | true;
  /** More command-line switches of Chromium. */
  args?: string[];
}

/** Starts a headless Chromium. The caller closes it. Throws when the package cannot be unpacked. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const home = await unpacked();
  const args = [...QUIET, ...(options.args ?? [])];
  if (options.microphone !== undefined) args.push(...SOUND);
  if (typeof options.microphone === 'string') args.push(`--use-file-for-fake-audio-capture=${options.microphone}`);
  return chromium.launch({
    executablePath: join(home, 'chromium'),
    headless: true,
    args,
    env: { ...process.env, FONTCONFIG_FILE: await fontsOf(home) } as Record<string, string>,
  });
}

/** Gives a page an authenticator that makes and uses passkeys by itself; `verifies` says whether it verifies its user. */
export async function addAuthenticator(page: Page, verifies = true): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true,
      hasUserVerification: verifies, isUserVerified: verifies, automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

/** The folder with this user's unpacked browser; the first to finish wins, the others use it. */
async function unpacked(): Promise<string> {
  const library = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = createRequire(import.meta.url)(join(dirname(library), '..', '..', 'package.json')) as { version: string };
  const home = join(tmpdir(), `havenline-browser-${userInfo().uid}-${version}`);
  if (await exists(join(home, 'chromium'))) return home;
  const fresh = await mkdtemp(`${home}-`);
  const unpack = `const library = await import(${JSON.stringify(pathToFileURL(library).href)}); await (library.default.default ?? library.default).executablePath();`;
  // In a process of its own: the package unpacks into TMPDIR, and ours must stay as it is.
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', unpack], { env: { ...process.env, TMPDIR: fresh } });
  await rename(fresh, home).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(join(home, 'chromium')))) throw error;
  });
  return home;
}

/** The package's own list of folders names places of another system; without a single font the browser ends itself. */
async function fontsOf(home: string): Promise<string> {
  const file = join(home, 'fonts', 'havenline.conf');
  const draft = `${file}.${process.pid}`;
  const escaped = home.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  await writeFile(draft, `<?xml version="1.0"?>\n<fontconfig><dir>${escaped}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${escaped}/fonts/cache</cachedir></fontconfig>\n`);
  await rename(draft, file);
  return file;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
