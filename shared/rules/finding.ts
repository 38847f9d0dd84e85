/** Settings beyond their shape: what makes no sense about them, field by field. The server refuses by it, the kiosk by the same keeps what it had. */

/** Which field, and what to do about it. Never a value that could be a secret. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

/** The findings of a part, with the part's name before each path. */
export function within(prefix: string, findings: readonly Finding[]): Finding[] {
  return findings.map(({ path, message }) => ({ path: path === '' ? prefix : `${prefix}.${path}`, message }));
}

/** The indices at which a value stands that stood before. */
export function repeatedAt(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}
