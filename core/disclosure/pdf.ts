/**
 * A sheet of text as PDF 1.7 (ISO 32000-1): the same bytes for the same words, so that the ledger's hash is of what was handed over. Pure, no library
 * (decision 0045). The standard font holds the letters of Western Europe; other letters show as a dot, and the exact words go with the sheet as a file in it.
 */
export interface Sheet {
  title: string;
  lines: readonly { text: string; strong?: boolean }[];
  /** A file inside the sheet: the same content as data. */
  attached: { name: string; type: string; content: string };
  at: Date;
}
const SIZE = { width: 612, height: 792, margin: 56, letter: 11, leading: 15 };
/** Helvetica is at most so wide on average; lines break a little early rather than run out of the page. */
const LETTERS = Math.floor((SIZE.width - 2 * SIZE.margin) / (SIZE.letter * 0.53));
const PER_PAGE = Math.floor((SIZE.height - 2 * SIZE.margin) / SIZE.leading);
/** Letters of WinAnsi beyond Latin-1 that occur in written words. */
const ANSI: Record<string, number> = { '€': 0x80, '‚': 0x82, '„': 0x84, '…': 0x85, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97, 'Š': 0x8a, 'š': 0x9a, 'Ž': 0x8e, 'ž': 0x9e, 'Œ': 0x8c, 'œ': 0x9c };
const DOT = 0x95;

const code = (letter: string): number | undefined => {
  const point = letter.codePointAt(0)!;
  return ANSI[letter] ?? ((point >= 0x20 && point < 0x7f) || (point >= 0xa0 && point <= 0xff) ? point : undefined);
};
/** Whether a text can be printed letter by letter. */
export const printable = (text: string): boolean => Array.from(text).every((letter) => letter === '\n' || code(letter) !== undefined);
const hex = (text: string): string => `<${Array.from(text, (letter) => (code(letter) ?? DOT).toString(16).padStart(2, '0')).join('')}>`;
const stamp = (at: Date): string => `(D:${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z)`;

/** Breaks at spaces, and a word that is too long in the middle. */
export function wrap(text: string, width = LETTERS): string[] {
  return text.split('\n').flatMap((line) => {
    const out = [''];
    for (const word of line.split(' ')) {
      const letters = Array.from(word);
      if (out.at(-1) !== '' && Array.from(out.at(-1)!).length + 1 + letters.length > width) out.push('');
      out[out.length - 1] += out.at(-1) === '' ? '' : ' ';
      while (Array.from(out.at(-1)!).length + letters.length > width) {
        const room = width - Array.from(out.at(-1)!).length;
        out[out.length - 1] += letters.splice(0, room).join('');
        out.push('');
      }
      out[out.length - 1] += letters.join('');
    }
    return out;
  });
}

/** The bytes of the sheet. */
export function pdfOf({ title, lines, attached, at }: Sheet): Buffer {
  const all = lines.flatMap(({ text, strong }) => wrap(text).map((line) => ({ line, strong: strong === true })));
  const pages: (typeof all)[] = [];
  for (let i = 0; i === 0 || i < all.length; i += PER_PAGE) pages.push(all.slice(i, i + PER_PAGE));
  const stream = (dict: string, content: string | Buffer): Buffer => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
    return Buffer.concat([Buffer.from(`<< ${dict} /Length ${bytes.length} >>\nstream\n`, 'latin1'), bytes, Buffer.from('\nendstream', 'latin1')]);
  };
  const file = Buffer.from(attached.content, 'utf8');
  // 1 catalogue, 2 pages, 3 and 4 fonts, 5 information, 6 the file, 7 its description, then two objects a page.
  const objects: (string | Buffer)[] = [
    `<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> /Names << /EmbeddedFiles << /Names [${hex(attached.name)} 7 0 R] >> >> >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, i) => `${8 + 2 * i} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>',
    `<< /Title ${hex(title)} /CreationDate ${stamp(at)} >>`,
    stream(`/Type /EmbeddedFile /Subtype /${attached.type.replace('/', '#2F')} /Params << /Size ${file.length} >>`, file),
    `<< /Type /Filespec /F ${hex(attached.name)} /UF ${hex(attached.name)} /EF << /F 6 0 R >> >>`,
  ];
  for (const [i, page] of pages.entries()) {
    const text = page.map(({ line, strong }) => `/F${strong ? 2 : 1} ${SIZE.letter} Tf ${hex(line)} Tj T*`).join('\n');
    const foot = `BT /F1 8 Tf ${SIZE.margin} ${SIZE.margin / 2} Td ${hex(`${title}, ${i + 1} of ${pages.length}`)} Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${SIZE.width} ${SIZE.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${9 + 2 * i} 0 R >>`,
      stream('', `BT ${SIZE.leading} TL ${SIZE.margin} ${SIZE.height - SIZE.margin} Td\n${text}\nET\n${foot}`),
    );
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  let length = parts[0]!.length;
  const offsets: number[] = [];
  for (const [i, object] of objects.entries()) {
    const bytes = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`, 'latin1'), typeof object === 'string' ? Buffer.from(object, 'latin1') : object, Buffer.from('\nendobj\n', 'latin1')]);
    offsets.push(length);
    length += bytes.length;
    parts.push(bytes);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${length}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}
