/** What processes used of the processor (proc(5): utime and stime in hundredths of a second). */
import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds of CPU of one process so far. */
export function cpu(pid: number): number {
  const fields = stat(pid);
  return fields === null ? 0 : (Number(fields[11]) + Number(fields[12])) * 10;
}
/** The same of a process, its children, and the children that ended. */
export function cpuOfFamily(pid: number): number {
  const ended = stat(pid);
  let sum = cpu(pid) + (ended === null ? 0 : (Number(ended[13]) + Number(ended[14])) * 10);
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name) && stat(Number(name))?.[1] === String(pid)) sum += cpu(Number(name));
  return sum;
}
/** Milliseconds that the whole machine worked so far, whoever it was for. */
export function cpuOfMachine(): number {
  const [user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'latin1').split('\n')[0]!.split(/\s+/).slice(1).map(Number) as number[];
  return (user! + nice! + system! + irq! + softirq! + steal!) * 10;
}
function stat(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
