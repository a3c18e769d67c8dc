/**
 * Beside Asterisk, for the time without a server: takes the number that a caller left with the fallback dialplan (FastAGI on loopback), seals it
 * at once to the server's public key, and keeps one file a request. `node telephony/capture/main.ts PORT FOLDER PUBLIC-KEY-FILE`.
 * It knows no key that opens what it wrote, and writes no line about it.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { seal } from './sealed.ts';

const [port, folder, keyFile] = process.argv.slice(2) as [string, string, string];
const publicKey = readFileSync(keyFile, 'utf8');

function keep(number: string, language: string): void {
  const path = join(folder, randomBytes(16).toString('hex'));
  const file = openSync(`${path}.new`, 'wx', 0o600);
  writeSync(file, seal(publicKey, JSON.stringify({ number, language, at: new Date().toISOString() })));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${path}.new`, `${path}.sealed`);
  const place = openSync(folder, 'r');
  fsyncSync(place);
  closeSync(place);
}

createServer((socket) => {
  let text = '';
  socket.on('error', () => socket.destroy());
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('data', (part) => {
    text += part.toString('latin1');
    if (text.length > 8_192) return socket.destroy();
    // The variables of the call end with an empty line; then we answer one command, and the dialplan goes on.
    if (!text.includes('\n\n')) return;
    if (/^200 /m.test(text.slice(text.indexOf('\n\n')))) return void socket.end();
    const argument = (n: number): string => new RegExp(`^agi_arg_${n}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
    const number = argument(1).replace(/[^0-9]/g, '');
    if (number.length < 5 || number.length > 18) return void socket.end();
    try {
      keep(number, /^[a-z]{2,3}$/.test(argument(2)) ? argument(2) : 'en');
      socket.write('SET VARIABLE HAVENLINE_KEPT 1\n');
    } catch {
      // The disk is full, or the folder is gone: the caller is not told a promise that cannot be kept.
      socket.end();
    }
  });
}).listen(Number(port), '127.0.0.1');
