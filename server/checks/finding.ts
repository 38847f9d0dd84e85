/** Settings beyond their shape: what makes no sense about them, field by field. */
import { problem, type Problem } from '../errors.ts';

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

const mostFindings = 50;

/** The findings as the answer tells them; the first fifty, for nobody reads more at once. */
export function asProblem(findings: readonly Finding[]): Problem {
  const errors = findings.slice(0, mostFindings).map(({ path, message }) => ({ path: path.slice(0, 200), message: message.slice(0, 500) }));
  return problem('notPossible', { errors });
}
