/**
 * J3: what no database column can hold is refused where all input passes, before any use case sees it: text with a NUL character
 * (PostgreSQL takes none) and whole numbers beyond 32 bits (no field of the contract needs one).
 */
import { problem, type Problem } from '../errors.ts';

const greatest = 2 ** 31 - 1;

/** The refusal for parsed input; null when all of it can be stored. Values never appear in it. */
export function refuseUnstorable(parts: Readonly<Record<'params' | 'query' | 'body', unknown>>): Problem | null {
  for (const part of [parts.params, parts.query, parts.body]) {
    const fault = findFault(part, '');
    if (fault !== null) return problem('invalidMessage', { errors: [fault] });
  }
  return null;
}

interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Parsed input is as deep as its schema, so that this goes no deeper either. */
function findFault(value: unknown, path: string): Fault | null {
  if (typeof value === 'string') return value.includes('\0') ? { path, message: 'a NUL character cannot be stored' } : null;
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) > greatest ? { path, message: 'the number is too large' } : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    const fault = key.includes('\0') ? { path, message: 'a NUL character cannot be stored' } : findFault(inner, at.slice(0, 200));
    if (fault !== null) return fault;
  }
  return null;
}
