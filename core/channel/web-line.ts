/** The line that a browser on the public page calls: `call-es`, or with text beside the sound `call-es-` + s (speaks) or w (only writes) + the key of the text. */
export interface WebLine {
  language: string;
  /** SHA-256 (hex) of the secret with which the caller reads and writes; undefined: sound alone. */
  textKey: string | undefined;
  onlyWrites: boolean;
}

/** What such a line says; null for every other line. */
export function webLine(line: string): WebLine | null {
  const found = /^call-([a-z]{2,3})(?:-([sw])([0-9a-f]{64}))?$/.exec(line);
  return found && { language: found[1]!, textKey: found[3], onlyWrites: found[2] === 'w' };
}

/** What a contact's row says of a call by such a line. */
export const chosenBy = (web: WebLine | null): string[] => (web === null ? [] : ['web-call', ...(web.onlyWrites ? ['only-writes'] : [])]);
