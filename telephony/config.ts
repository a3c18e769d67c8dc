/** The configuration files of one Asterisk. The dialplan only enters the app, and keeps the caller while no app is there. */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { AsteriskRuntime } from './runtime.ts';

export interface EngineSettings {
  runtime: AsteriskRuntime;
  /** Everything this engine writes is under this folder. */
  runDir: string;
  sipPort: number;
  httpPort: number;
  ariUser?: string;
  ariPassword: string;
  /** First and last UDP port of the media. */
  rtpPorts: readonly [number, number];
  bindAddress: string;
  /** Calls from outside at once, told or untold; the next is refused (503), so that the trunk can try another way. Default: what the media ports carry, `callsFor`. */
  maxCalls?: number;
  /** Addresses whose calls come in without a password: the trunk. Default: loopback only. */
  trunkAddresses?: readonly string[];
  /** The ARI app that calls enter. Default "havenline". */
  app?: string;
  /** The languages of the "please stay on the line" prompt while no app is there. */
  languages?: readonly string[];
  /** Where the process listens that captures callbacks while no server is there (FastAGI, loopback). */
  capturePort?: number;
  /** SIP over TLS on this port, with this certificate and key (PEM). */
  tls?: { port: number; certFile: string; keyFile: string; caFile?: string };
  /** The trunk is reached by TLS alone, and its sound by SRTP alone. */
  trunkEncrypted?: boolean;
  /** One of several engines of a centre: its name, and the addresses or networks (CIDR) from which the others ring softphones here. */
  among?: { name: string; peers: readonly string[] };
  /** Modules and configuration beyond ours, for measurements beside a peer: text is added at the end of the file of that name. */
  more?: { modules: readonly string[]; files: Record<string, string> };
}

/** While nobody drives the engine a new call rings on for so long, in seconds: another server takes over in less, and the caller notices nothing. */
const TAKEOVER_SECONDS = 5;
/**
 * Calls that a range of media ports carries: two ports for the caller, two for who answers, one in five for further voices. Without a limit a
 * flood takes every port: the engine then spends itself on calls that it cannot give sound to, and does not come back when the flood ends.
 */
const callsFor = ([first, last]: readonly [number, number]): number => Math.max(1, Math.floor((last - first + 1) / 5));
// No CDR, no CEL, no verbose console: nothing here can write down who called.
const MODULES = `res_pjproject res_sorcery_config res_sorcery_memory res_sorcery_astdb res_sorcery_memory_cache res_http_websocket res_websocket_client res_crypto
 res_timing_timerfd res_rtp_asterisk res_srtp res_format_attr_opus res_geolocation res_statsd
 res_pjsip res_pjsip_session res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_acl
 res_pjsip_authenticator_digest res_pjsip_outbound_authenticator_digest res_pjsip_registrar res_pjsip_sdp_rtp res_pjsip_caller_id
 res_pjsip_dtmf_info res_pjsip_nat res_pjsip_rfc3326 res_pjsip_transport_websocket res_pjsip_pubsub res_pjsip_outbound_publish res_musiconhold
 res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop res_stasis_device_state
 res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings
 bridge_simple bridge_holding bridge_softmix bridge_native_rtp bridge_builtin_features chan_pjsip res_rtp_multicast chan_rtp
 codec_ulaw codec_alaw codec_gsm codec_g722 codec_resample codec_opus codec_opus_open_source format_pcm format_wav format_gsm format_sln
 app_stasis app_playback app_read res_speech res_agi pbx_config func_callerid func_channel func_strings func_logic app_dial`.split(/\s+/).filter(Boolean);

/** File name to text. `has` says which modules this Asterisk brings, so that no missing one is asked for. */
export function configFiles(settings: EngineSettings, has: (module: string) => boolean): Record<string, string> {
  // Control and the softphones' signalling stay on loopback: browsers come through the server.
  const { runDir, runtime, sipPort, httpPort, bindAddress, rtpPorts } = settings;
  const app = settings.app ?? 'havenline';
  const languages = settings.languages ?? ['en', 'es'];
  const both = (name: string): string => languages.map((language) => `havenline/${language}/${name}`).join('&');
  const sorcery = ['endpoint', 'auth', 'aor'].map((type) => `${type}=config,pjsip.conf,criteria=type=${type}\n${type}=memory\n`).join('');
  const files: Record<string, string> = {
    'asterisk.conf': `[directories]
astetcdir => ${runDir}/etc
astmoddir => ${runtime.modulesDir}
astvarlibdir => ${runDir}/data
astdbdir => ${runDir}/lib
astkeydir => ${runDir}/lib
astdatadir => ${runDir}/data
astagidir => ${runDir}/lib
astspooldir => ${runDir}/spool
astrundir => ${runDir}/run
astlogdir => ${runDir}/log
astsbindir => ${runDir}/run
[options]
nofork = yes
hideconnect = yes
transmit_silence = yes
maxcalls = ${settings.maxCalls ?? callsFor(rtpPorts)}
${settings.among === undefined ? '' : `; calls of two engines never have the same name
systemname = ${settings.among.name}
`}`,
    'logger.conf': '[general]\nappend_hostname=no\nqueue_log=no\n[logfiles]\nconsole => error,warning\n',
    'modules.conf': `[modules]\nautoload=no\n${[...MODULES, ...(settings.more?.modules ?? [])].filter(has).map((name) => `load=${name}.so`).join('\n')}\n`,
    'http.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${httpPort}\nsessionlimit=4000\nsession_keep_alive=30000\n`,
    'ari.conf': `[general]\nenabled=yes\npretty=no\nwebsocket_write_timeout=5000\n[${settings.ariUser ?? 'havenline'}]\ntype=user\npassword=${settings.ariPassword}\npassword_format=plain\n`,
    'rtp.conf': `[general]\nrtpstart=${rtpPorts[0]}\nrtpend=${rtpPorts[1]}\nstrictrtp=yes\nicesupport=yes\n${bindAddress.startsWith('127.') ? 'ice_deny=::/0\n' : ''}${loopbackCandidates(bindAddress)}`,
    'sorcery.conf': `[res_pjsip]\n${sorcery}`,
    'pjsip.conf': `[global]
type=global
user_agent=Havenline
endpoint_identifier_order=username,ip
[system]
type=system
timer_t1=500
${settings.trunkEncrypted === true && settings.among === undefined ? '' : plainTransports(bindAddress, sipPort)}${tlsTransport(settings)}[ws]
type=transport
protocol=ws
bind=${bindAddress}
[trunk]
type=endpoint
context=from-trunk
; by its address alone: whoever writes "trunk" as a name is nobody
identify_by=ip
disallow=all
allow=ulaw,alaw,g722
direct_media=no
rtp_symmetric=yes
force_rport=yes
; Kamailio writes its own way into each call (record-route), and by TLS the port that it comes from is not that way
rewrite_contact=${settings.among === undefined ? 'yes' : 'no'}
send_pai=no
send_rpid=no
rtp_timeout=60
dtmf_mode=auto
${settings.trunkEncrypted === true ? 'media_encryption=sdes\nmedia_encryption_optimistic=no\n' : ''}[strangers]
type=acl
deny=0.0.0.0/0.0.0.0
deny=::/0
permit=127.0.0.1/255.255.255.255
${trunkPermits(settings.trunkAddresses ?? [])}${(settings.among?.peers ?? []).map((one) => `permit=${one}\n`).join('')}[trunk]
type=identify
endpoint=trunk
${(settings.trunkAddresses ?? ['127.0.0.1']).map((address) => `match=${address}`).join('\n')}
${settings.among === undefined ? '' : peerEndpoint(settings.among.peers)}`,
    'musiconhold.conf': `[default]\nmode=files\ndirectory=${runDir}/data/moh\n`,
    'extensions.conf': `[general]
static=yes
writeprotect=yes
[from-trunk]
exten => _[+0-9a-zA-Z]!,1,Set(HAVENLINE_FROM=\${CALLERID(num)})
 same => n,Set(CALLERID(all)=)
 same => n,Set(HAVENLINE_LINE=\${EXTEN})
 same => n(try),Stasis(${app},line,\${HAVENLINE_LINE})
 same => n,Ringing()
${` same => n,Wait(1)\n same => n,Stasis(${app},line,\${HAVENLINE_LINE})\n`.repeat(TAKEOVER_SECONDS)} same => n,Goto(no-server,s,1)
; the pattern above matches h too from priority 2 on: without Hangup a call that is over would arrive again
exten => h,1,Hangup()
; no server: the caller is spoken to and kept, and may leave a number; the server is asked for again and again
[no-server]
exten => s,1,Answer()
${languages.map((language) => ` same => n,Background(havenline/${language}/please-stay)\n same => n,Stasis(${app},line,\${HAVENLINE_LINE})`).join('\n')}
${settings.capturePort === undefined ? '' : ` same => n,Background(${both('press-for-callback')})\n`} same => n(music),WaitExten(3,m(default))
 same => n,Stasis(${app},line,\${HAVENLINE_LINE})
 same => n,Goto(music)
${settings.capturePort === undefined ? '' : captureCallback(settings.capturePort, both)}exten => i,1,Goto(s,music)
exten => h,1,Hangup()
; a browser on the public page reaches the line of its language and nothing else
[from-web]
exten => _call-[a-z]!,1,Set(CALLERID(all)=)
 same => n,Set(HAVENLINE_LINE=\${EXTEN})
 same => n,Goto(from-trunk,\${EXTEN},try)
exten => h,1,Hangup()
${settings.among === undefined ? '' : FROM_PEER}`,
    'cdr.conf': '[general]\nenable=no\n',
    'cel.conf': '[general]\nenable=no\n',
    ...Object.fromEntries(['stasis', 'features', 'udptl', 'ccss', 'acl', 'cli', 'cli_permissions', 'manager', 'statsd', 'geolocation', 'pjproject', 'websocket_client'].map((name) => [`${name}.conf`, '; defaults\n'])),
    'indications.conf': '[general]\ncountry=us\n[us]\ndescription=United States\nringcadence=2000,4000\ndial=350+440\nbusy=480+620/500,0/500\nring=440+480/2000,0/4000\n',
  };
  for (const [name, text] of Object.entries(settings.more?.files ?? {})) files[name] = `${files[name] ?? ''}${text}`;
  return files;
}

/** 1: a number by keypad, then its language; kept, or the caller waits on. The number is in the call's memory alone until it is sealed. */
const captureCallback = (port: number, both: (name: string) => string): string => `exten => 1,1,Read(HAVENLINE_NUMBER,${both('callback-number')},18,,1,20)
 same => n,GotoIf($[\${LEN(\${HAVENLINE_NUMBER})}<5]?s,music)
 same => n,Read(HAVENLINE_SPEAKS,havenline/en/for-language&havenline/en/number-1&havenline/es/for-language&havenline/es/number-2,1,,1,8)
 same => n,AGI(agi://127.0.0.1:${port}/callback,\${HAVENLINE_NUMBER},\${IF($["\${HAVENLINE_SPEAKS}"="2"]?es:en)})
 same => n,GotoIf($["\${HAVENLINE_KEPT}"!="1"]?s,music)
 same => n,Playback(${both('callback-confirm')})
 same => n,Hangup()
`;

/**
 * The link between engines: it rings softphones and does nothing else. While a caller is on hold there is no sound on it, hence the
 * keepalive; an engine that died is noticed by the silence.
 */
const peerEndpoint = (peers: readonly string[]): string => `[peer]
type=endpoint
context=from-peer
identify_by=ip
disallow=all
allow=ulaw
direct_media=no
send_pai=no
send_rpid=no
rtp_keepalive=4
rtp_timeout=15
[peer]
type=identify
endpoint=peer
${peers.map((one) => `match=${one}\n`).join('')}`;

// 34 becomes 503 on the link: not reached now, to be rung again.
const FROM_PEER = `[from-peer]
; [n], because n alone stands for a digit
exten => _age[n]t-[0-9a-f]!,1,Dial(PJSIP/\${EXTEN},60)
 same => n,GotoIf($["\${DIALSTATUS}"="CHANUNAVAIL"]?gone)
 same => n,Hangup(\${IF($["\${DIALSTATUS}"="BUSY"]?17:19)})
 same => n(gone),Hangup(34)
exten => h,1,Hangup()
`;

const plainTransports = (address: string, port: number): string => ['udp', 'tcp'].map((protocol) => `[${protocol}]\ntype=transport\nprotocol=${protocol}\nbind=${address}:${port}\n`).join('');

/** Names are left to the identification: a rule of addresses is read once, and a name may move. */
const trunkPermits = (addresses: readonly string[]): string => (addresses.some((one) => isIP(one) === 0) ? 'permit=0.0.0.0/0.0.0.0\n' : addresses.filter((one) => isIP(one) === 4).map((one) => `permit=${one}/255.255.255.255\n`).join(''));

/** The certificate lies beside the configuration, where the engine's own account can read it. */
function tlsTransport({ tls, bindAddress, runDir }: EngineSettings): string {
  if (tls === undefined) return '';
  const trust = tls.caFile === undefined ? '' : `ca_list_file=${runDir}/etc/trunk-ca.pem\nverify_server=yes\n`;
  return `[tls]\ntype=transport\nprotocol=tls\nmethod=tlsv1_2\nbind=${bindAddress}:${tls.port}\ncert_file=${runDir}/etc/sip-cert.pem\npriv_key_file=${runDir}/etc/sip-key.pem\n${trust}`;
}

/**
 * Bound to loopback, a browser on this machine must be offered loopback alone, not an address nobody listens on; of two ways the two sides may
 * choose different ones. Always 127.0.0.1, also on another address of loopback: media ports listen on all, and what they answer comes from there.
 */
function loopbackCandidates(bindAddress: string): string {
  if (!bindAddress.startsWith('127.')) return '';
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []).filter((one) => one.family === 'IPv4' && !one.internal);
  return `[ice_host_candidates]\n${addresses.map((one) => `${one.address} => 127.0.0.1\n`).join('')}`;
}
