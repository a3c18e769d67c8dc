import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('without flags it serves loopback on the standard ports', () => {
  expect(readConfig([], {})).toMatchObject({ host: '127.0.0.1', port: 8080, sipPort: 5060, asteriskHttpPort: 8088, publicName: 'localhost', telephony: true, databaseUrl: null });
});

test('a flag goes before the environment', () => {
  expect(readConfig(['--port', '9000'], { HAVENLINE_PORT: '9001', HAVENLINE_SIP_PORT: '5070' })).toMatchObject({ port: 9000, sipPort: 5070 });
});

test.each([
  ['a port that is none', ['--port', 'eighty'], {}, /--port .*"eighty".*from 1 to 65535/],
  ['a port too high, from the environment', [], { HAVENLINE_SIP_PORT: '70000' }, /HAVENLINE_SIP_PORT.*"70000"/],
  ['two ports the same', ['--port', '5060'], {}, /a port of its own/],
  ['an unknown flag', ['--prot', '1'], {}, /--prot.*help/],
  ['a stray word', ['now'], {}, /now.*help/],
  ['a public name without TLS', ['--public-name', 'help.example.org'], {}, /--tls-cert and --tls-key, or --behind-proxy/],
  ['a public name that is an address', ['--public-name', 'https://help.example.org'], {}, /a host name alone/],
  ['a certificate without its key', ['--tls-cert', 'a.pem'], {}, /Only --tls-cert is given/],
  ['a certificate that is not there', ['--tls-cert', 'no.pem', '--tls-key', 'no.pem'], {}, /--tls-cert names no.pem, which cannot be read/],
  ['a DATABASE_URL that is none', [], { DATABASE_URL: 'nonsense' }, /DATABASE_URL is not an address.*postgresql:\/\//],
  ['a DATABASE_URL of another database', [], { DATABASE_URL: 'mysql://a:b@c/d' }, /begins with "mysql:"/],
  ['an SMTP address of another kind', ['--smtp', 'http://mail.example.org'], {}, /--smtp.*begins with "http:"/],
  ['an engine of several without its address', ['--engine', 'east'], {}, /--engine NAME, --peer-address HOST:PORT.*--peers/],
  ['a peer address that is a name', ['--engine', 'east', '--peer-address', 'east.example.org', '--peers', '10.20.0.12'], {}, /--peer-address .*10.20.0.11:5060/],
  ['a switch that is neither on nor off', [], { HAVENLINE_BEHIND_PROXY: 'maybe' }, /Set it to 1 or 0/],
])('%s is refused with what to do', (_name, args, environment, message) => {
  expect(() => readConfig(args, environment)).toThrow(message);
});

test('a public name is taken with a proxy in front', () => {
  expect(readConfig(['--public-name', 'help.example.org', '--behind-proxy'], {})).toMatchObject({ publicName: 'help.example.org', behindProxy: true });
});

test('one of several engines says its name, its address and the others', () => {
  expect(readConfig(['--engine', 'east', '--peer-address', '10.20.0.11', '--peers', '10.20.0.12, 10.20.1.0/28'], {})).toMatchObject({ engine: { name: 'east', peer: '10.20.0.11:5060', peers: ['10.20.0.12', '10.20.1.0/28'] } });
});

test('a bad address never repeats the password it may hold', () => {
  expect(() => readConfig([], { DATABASE_URL: 'mysql://a:hidden@c/d' })).not.toThrow('hidden');
});
