/** `havenline enrol`: a new one-time link for an administrator, when the first one was lost. */
import { readConfig } from './config.ts';
import { resolveDataDir, runningHolder } from './data-dir.ts';
import { withDatabase } from './database.ts';
import { lockFile } from './start.ts';

/** Prints the link; works beside a running centre and without one. */
export async function enrol(args: string[]): Promise<number> {
  const config = readConfig(args);
  const dataDir = resolveDataDir(config.data);
  return withDatabase(config, dataDir, runningHolder(lockFile(dataDir)) !== null, async (urls) => {
    const { createEnrolmentLink } = (await import('../server/main.ts' as string)) as {
      createEnrolmentLink: (options: Record<string, unknown>) => Promise<string>;
    };
    const link = await createEnrolmentLink({ ...urls, dataDir, ...(config.keys === null ? {} : { keysDir: config.keys }), port: config.port, publicName: config.publicName, tls: config.tls, behindProxy: config.behindProxy });
    process.stdout.write(`An administrator opens this link once:\n${link}\n`);
    return 0;
  });
}
