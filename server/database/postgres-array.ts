/** One column of many rows as PostgreSQL writes arrays: {1,NULL,"a \"b\""}. The driver's own form for lists is many times slower. */

export function postgresArray(rows: readonly (readonly unknown[])[], column: number): string {
  let text = '{';
  for (const [index, row] of rows.entries()) {
    if (index > 0) text += ',';
    text += element(row[column]);
  }
  return `${text}}`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new TypeError('a list holds texts, numbers and nulls');
  return `"${escaped(value)}"`;
}

function escaped(value: string): string {
  return /["\\]/.test(value) ? value.replaceAll(/["\\]/g, '\\$&') : value;
}
