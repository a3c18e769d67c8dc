/**
 * What a run leaves behind when it is interrupted or killed. Engines, PostgreSQL and servers outlive us on purpose; those of a test must not.
 * One small shell beside this process holds the end of a pipe: when the pipe closes, however we ended, it ends every program that names one
 * of these folders on its command line, and takes the folders away.
 */
import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';

const SWEEP = `
homes=$(cat)
for round in 1 2 3; do
  for home in $homes; do
    for line in /proc/[0-9]*/cmdline; do
      if tr '\\0' '\\n' < "$line" 2>/dev/null | grep -qF -e "$home"; then pid=\${line#/proc/}; kill -9 "\${pid%/cmdline}" 2>/dev/null; fi
    done
  done
  sleep 0.2
done
for home in $homes; do rm -rf "$home"; done`;
let pipe: Writable | null = null;

/** From now on nothing of this folder (a name that stands nowhere else, as mkdtemp gives) outlives this process. */
export function sweepAfterwards(home: string): void {
  if (/\s/.test(home)) throw new Error(`a folder without spaces, not "${home}"`);
  if (pipe === null) {
    const shell = spawn('/bin/sh', ['-c', SWEEP], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
    shell.unref();
    pipe = shell.stdin;
    (pipe as unknown as { unref(): void }).unref();
  }
  pipe.write(`${home}\n`);
}
