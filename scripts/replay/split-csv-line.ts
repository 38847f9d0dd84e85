/**
 * One physical line of comma-separated text. Quoted fields may hold commas and doubled quotes (RFC 4180), but no line
 * ends: a device writes one tap a line, and a stray quote must never swallow the taps after it.
 */

/** The fields as written, quotes taken off; `badQuote` for a quote that is never closed or followed by text. */
export type SplitLine = { kind: 'fields'; fields: string[] } | { kind: 'badQuote' };

// One field and what ends it: a quoted text, or anything without comma and quote.
const fieldPattern = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

export function splitCsvLine(line: string): SplitLine {
  const fields: string[] = [];
  const pattern = new RegExp(fieldPattern);
  for (;;) {
    const match = pattern.exec(line);
    if (match === null) return { kind: 'badQuote' };
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') return { kind: 'fields', fields };
  }
}
