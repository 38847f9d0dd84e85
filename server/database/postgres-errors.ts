/** What an error of PostgreSQL's driver stands for, by SQLSTATE; message texts are never looked at. */
import { DatabaseError } from 'pg';
import { DatabaseUnavailable, type UnavailableReason } from './unavailable.ts';

/** Why a database could not be opened. */
export type PostgresRefusal = 'unreachable' | 'wrongPassword' | 'noDatabase' | 'notWritable';

/** SQLSTATEs, or the class that their first two letters name. */
const reasons: Record<string, UnavailableReason> = {
  '40001': 'contended',
  '40P01': 'contended',
  '55P03': 'contended',
  '23505': 'collided',
  '23503': 'collided',
  '57014': 'timedOut',
  '25P03': 'timedOut',
  '25006': 'readOnly',
  // A plan from before a migration: the connection is thrown away, the next one plans anew.
  '0A000': 'lost',
  '57P01': 'lost',
  '57P02': 'lost',
  '57P03': 'lost',
  '57P05': 'lost',
  '08': 'lost',
  '53': 'exhausted',
  '58': 'exhausted',
};

/** The error as the server's code meets it: what will pass becomes `DatabaseUnavailable`, defects stay as they are. */
export function judgePostgresError(cause: unknown): unknown {
  if (cause instanceof DatabaseError) {
    const code = cause.code ?? '';
    const reason = reasons[code] ?? reasons[code.slice(0, 2)];
    return reason === undefined ? cause : new DatabaseUnavailable(reason, cause);
  }
  // These two are ours: a value that cannot be sent, a number that cannot be read. All else that is not the server's word is the wire's.
  return cause instanceof TypeError || cause instanceof RangeError || cause instanceof DatabaseUnavailable ? cause : new DatabaseUnavailable('lost', cause);
}

/** Why the first connection failed, or what was done over it; throws what has no sentence. */
export function refusalOfPostgresError(cause: unknown): PostgresRefusal {
  const original = cause instanceof DatabaseUnavailable ? cause.cause : cause;
  if (!(original instanceof DatabaseError)) {
    if (original instanceof TypeError || original instanceof RangeError) throw original;
    return 'unreachable';
  }
  const code = original.code ?? '';
  if (code.startsWith('28')) return 'wrongPassword';
  if (code === '3D000') return 'noDatabase';
  if (code === '25006' || code === '42501') return 'notWritable';
  if (reasons[code] !== undefined || reasons[code.slice(0, 2)] !== undefined) return 'unreachable';
  throw original;
}
