/** The verdict on one punch as far as it depends on the person's other punches, and what makes two of them the same. */
import type { ExceptionCode, MatchFailure, RefusalCode } from '../../shared/contracts/entities.ts';

/** What only the person's other punches can say of one. */
export const contextExceptions = ['forgottenClockOut', 'nearTyped', 'otherAssignment', 'outOfSequence', 'overlap'] as const satisfies readonly ExceptionCode[];
export type ContextException = (typeof contextExceptions)[number];

export type Standing =
  | { readonly kind: 'accepted'; readonly exceptions: readonly ContextException[] }
  | { readonly kind: 'duplicate'; readonly duplicateOf: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'failed'; readonly reason: MatchFailure };

/** True for what is never refused afterwards, whatever arrives late. */
export function isSettled(standing: Standing | null): boolean {
  return standing !== null && standing.kind !== 'refused' && standing.kind !== 'failed';
}

/** True when both say the same. */
export function isSameStanding(a: Standing, b: Standing): boolean {
  switch (a.kind) {
    case 'accepted':
      return b.kind === 'accepted' && isSameList(a.exceptions, b.exceptions);
    case 'duplicate':
      return b.kind === 'duplicate' && a.duplicateOf === b.duplicateOf;
    case 'refused':
      return b.kind === 'refused' && a.code === b.code;
    case 'failed':
      return b.kind === 'failed' && a.reason === b.reason;
  }
}

/** Both in the order of `contextExceptions`. */
function isSameList(a: readonly ContextException[], b: readonly ContextException[]): boolean {
  return a.length === b.length && a.every((code, index) => code === b[index]);
}

/** As the database keeps them: the codes with a space between, null for none. */
export function writeExceptions(exceptions: readonly ContextException[]): string | null {
  return exceptions.length === 0 ? null : exceptions.join(' ');
}

export function readExceptions(stored: string | null): ContextException[] {
  if (stored === null) return [];
  const codes = new Set(stored.split(' '));
  return contextExceptions.filter((code) => codes.has(code));
}
