/** Messages after RFC 4475, "SIP Torture Test Messages": valid ones that are hard to read, and broken ones. Shortened to what is hard in each. */
const lines = (...all: string[]): string => `${all.join('\r\n')}\r\n\r\n`;
const rest = ['To: <sip:j.user@example.test>', 'From: <sip:caller@example.test>;tag=1', 'Max-Forwards: 70', 'Call-ID: torture', 'CSeq: 1 INVITE', 'Contact: <sip:caller@192.0.2.99>'];

export const TORTURE: readonly string[] = [
  // 3.1.1.1 a short tortuous INVITE: folded lines, odd spacing, escapes
  lines('INVITE sip:vivekg@chair-dnrc.example.test;unknownparam SIP/2.0', 'TO :', ' sip:vivekg@chair-dnrc.example.test ;   tag    = 1918181833n', 'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.test>', '  ;', '  tag = 98asjd8', 'MaX-fOrWaRdS: 0068', 'Call-ID: wsinv.ndaksdj@192.0.2.1', 'Content-Length   : 0', 'cseq: 0009', '  INVITE', 'Via  : SIP  /   2.0', ' /UDP', '    192.0.2.2;branch=390skdjuw', 's :', 'NewFangledHeader:   newfangled value', ' continued newfangled value', 'UnknownHeaderWithUnusualValue: ;;,,;;,;', 'm:"Quoted string \\"\\"" <sip:jdrosen@example.test> ; newparam ='),
  // 3.1.1.2 a wide range of valid characters
  lines("!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.test SIP/2.0", 'Via: SIP/2.0/UDP host1.example.test;rport;branch=z9hG4bK-.!%66*_+`\'~', ...rest, 'extensionHeader-!.%*+_`\'~: 大停電'),
  // 3.1.2.1 an extraneous header field separator
  lines('INVITE sip:user@example.test SIP/2.0', ...rest, 'Via: SIP/2.0/UDP 192.0.2.15;;,;,,', 'Contact: "Joe" <sip:joe@example.test>;;;;', 'Content-Length: 0'),
  // 3.1.2.2 content length larger than the message
  lines('INVITE sip:user@example.test SIP/2.0', ...rest, 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK1', 'Content-Length: 9999'),
  // 3.1.2.3 negative content length
  lines('INVITE sip:user@example.test SIP/2.0', ...rest, 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK2', 'Content-Length: -999'),
  // 3.1.2.4 numbers that overflow
  lines('REGISTER sip:example.test SIP/2.0', 'Via: SIP/2.0/TCP host129.example.test;branch=z9hG4bK342sdfoi3', 'To: <sip:user@example.test>', 'From: <sip:user@example.test>;tag=239232jh3', 'CSeq: 36893488147419103232 REGISTER', 'Call-ID: scalar02', 'Max-Forwards: 300', 'Expires: 10000000000000000000', 'Contact: <sip:user@host129.example.test>;expires=280297596632815', 'Content-Length: 0'),
  // 3.1.2.6 an unterminated quoted string
  lines('INVITE sip:user@example.test SIP/2.0', 'To: "Mr. J. User <sip:j.user@example.test>', ...rest.slice(1), 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK3', 'Content-Length: 0'),
  // 3.1.2.7 angle brackets around the request address
  lines('INVITE <sip:user@example.test> SIP/2.0', ...rest, 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK4', 'Content-Length: 0'),
  // 3.1.2.8 white space in the request address
  lines('INVITE sip:user@example.test; lr SIP/2.0', ...rest, 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK5', 'Content-Length: 0'),
  // 3.1.2.16 an unknown protocol version
  lines('OPTIONS sip:t.watson@example.test SIP/7.0', ...rest, 'Via: SIP/7.0/UDP c.example.test;branch=z9hG4bKkdjuw', 'Content-Length: 0'),
  // 3.1.2.18 method and CSeq disagree
  lines('INVITE sip:user@example.test SIP/2.0', ...rest.slice(0, 4), 'CSeq: 193942 OPTIONS', 'Via: SIP/2.0/UDP 192.0.2.15;branch=z9hG4bK6', 'Content-Length: 0'),
  // 3.3.1 required headers are missing
  lines('INVITE sip:user@example.test SIP/2.0', 'CSeq: 193942 INVITE', 'Via: SIP/2.0/UDP 192.0.2.95;branch=z9hG4bKkdj.insuf', 'Content-Type: application/sdp', 'Content-Length: 0'),
  // 3.3.8 multiple values where one is allowed
  lines('INVITE sip:user@example.test SIP/2.0', ...rest, ...rest, 'CSeq: 59 INVITE', 'Call-ID: another', 'Via: SIP/2.0/UDP 192.0.2.25;branch=z9hG4bKkdj', 'Content-Length: 5', 'Content-Length: 8'),
  // a very long value, and bytes that are no text
  lines(`OPTIONS sip:${'a'.repeat(4000)}@example.test SIP/2.0`, 'Via: SIP/2.0/UDP x'), '\0\0\0\0', 'INVITE', 'SIP/2.0 200 OK\r\n\r\n',
];
