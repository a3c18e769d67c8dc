/**
 * What a browser says of its ways for sound, so that the telephone engine can use it. A browser that hides its addresses writes 0.0.0.0, which to a
 * telephone means "on hold", and names that only its own network knows (`.local`, mDNS). The engine cannot look such a name up: its check of that way
 * fails at once, and when all have failed it gives up before the browser's first packet is there to show the way back. So one way is left to try,
 * a port of its own machine where nobody answers: it tries that for some seconds (RFC 8445, 14.3), and learns the browser's address from the packets that
 * come (RFC 8445, 7.3.1.3). The address written in place of 0.0.0.0 is nobody's (RFC 5737).
 */
export function forEngine(sdp: string): string {
  let kept = false;
  return sdp.replace(/c=IN IP4 0\.0\.0\.0/g, 'c=IN IP4 192.0.2.1').replace(/^(a=candidate:\S+ \d+ (\S+) \d+) \S+\.local \d+ (typ .*\r?\n)/gm, (_line, start: string, transport: string, rest: string) => {
    if (kept || transport.toLowerCase() !== 'udp') return '';
    kept = true;
    return `${start} 127.0.0.1 9 ${rest}`;
  });
}
