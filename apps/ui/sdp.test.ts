import { expect, test } from 'vitest';
import { forEngine } from './sdp.ts';

const lines = (...all: string[]): string => all.map((line) => `${line}\r\n`).join('');

test('of names that only the browser can look up one way to wait is left; addresses stay as they are', () => {
  expect(forEngine(lines('m=audio 9 UDP/TLS/RTP/SAVPF 0', 'c=IN IP4 0.0.0.0',
    'a=candidate:841302565 1 udp 2113937151 1c9c1821-3c8d-49fb-9023-e5c2a128c801.local 32877 typ host generation 0 network-cost 999',
    'a=candidate:894906005 1 udp 2113942271 7f2087af-266b-4a2c-b3ba-dda46a4f4148.local 47088 typ host generation 0 network-cost 999',
    'a=candidate:226823046 1 tcp 1509957375 7f2087af-266b-4a2c-b3ba-dda46a4f4148.local 9 typ host tcptype active', 'a=mid:0')))
    .toBe(lines('m=audio 9 UDP/TLS/RTP/SAVPF 0', 'c=IN IP4 192.0.2.1', 'a=candidate:841302565 1 udp 2113937151 127.0.0.1 9 typ host generation 0 network-cost 999', 'a=mid:0'));
  const plain = lines('c=IN IP4 198.51.100.7', 'a=candidate:1 1 udp 2113937151 198.51.100.7 32877 typ host', 'a=mid:0');
  expect(forEngine(plain)).toBe(plain);
});
