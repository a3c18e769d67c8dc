/** Softphone endpoints, pushed into Asterisk's memory: usable at once, gone with the engine, and never in a file. */
import type { Ari } from './ari.ts';
import { AriError } from './ari.ts';

// Callers come as ulaw: ulaw first needs no translation, and an Asterisk without an opus translator would leave both sides in silence.
const COMMON = { context: 'none', disallow: 'all', direct_media: 'no', send_connected_line: 'no', send_pai: 'no', send_rpid: 'no', trust_id_outbound: 'no' };

/** Makes or replaces a browser softphone with this password. */
export async function provisionSoftphone(ari: Ari, endpoint: string, password: string, more: Record<string, string> = {}): Promise<void> {
  await put(ari, 'auth', endpoint, { auth_type: 'userpass', username: endpoint, password });
  await put(ari, 'aor', endpoint, { max_contacts: '1', remove_existing: 'yes', support_path: 'no' });
  await put(ari, 'endpoint', endpoint, { ...COMMON, webrtc: 'yes', dtls_auto_generate_cert: 'yes', allow: 'ulaw,opus', auth: endpoint, aors: endpoint, ...more });
}

/** A browser on the public page: one call into the line; without sound for 20 seconds it is over. */
export const provisionWebCaller = (ari: Ari, endpoint: string, password: string): Promise<void> => provisionSoftphone(ari, endpoint, password, { context: 'from-web', rtp_timeout: '20' });

/** Makes an endpoint that is always reached at one SIP address. */
export async function provisionContact(ari: Ari, endpoint: string, uri: string): Promise<void> {
  await put(ari, 'aor', endpoint, { contact: uri });
  await put(ari, 'endpoint', endpoint, { ...COMMON, allow: 'ulaw', aors: endpoint });
}

/** Takes an endpoint away; none there is as good. */
export async function removeSoftphone(ari: Ari, endpoint: string): Promise<void> {
  for (const type of ['endpoint', 'aor', 'auth']) {
    await ari.ask('DELETE', `asterisk/config/dynamic/res_pjsip/${type}/${encodeURIComponent(endpoint)}`).catch((error: unknown) => {
      if (!(error instanceof AriError && error.status < 500)) throw error;
    });
  }
}

async function put(ari: Ari, type: string, id: string, fields: Record<string, string>): Promise<void> {
  await ari.ask('PUT', `asterisk/config/dynamic/res_pjsip/${type}/${encodeURIComponent(id)}`, { fields: Object.entries(fields).map(([attribute, value]) => ({ attribute, value })) });
}
