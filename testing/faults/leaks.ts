/** Many canary values through a whole centre, and then everything searched: see testing/privacy/canaries.ts. */
import { launchBrowser } from '#testing/browser';
import { hunt } from '../privacy/canaries.ts';

export async function run(values: number): Promise<object> {
  const browser = await launchBrowser();
  try {
    const found = await hunt(browser, values, (line) => void process.stderr.write(`${line}\n`));
    const leaks = [found.files, found.backup, found.printed, found.log, found.browser, found.database_memory ?? []].reduce((sum, one) => sum + one.length, 0);
    return { ...found, leaks };
  } finally {
    await browser.close();
  }
}
