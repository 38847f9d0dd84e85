/**
 * H7: a punch that a supervisor typed and one of a kiosk that tell of the same moment: same person and type, within a quarter of
 * an hour. Both are kept; a person decides. Until then, and afterwards, the order of punches takes the two as one.
 */
import type { PunchType } from '../../shared/lib/punch-type.ts';

export const nearTypedMs = 15 * 60_000;

export interface Sourced {
  readonly punchId: string;
  readonly type: PunchType;
  readonly instantMs: number;
  readonly source: 'kiosk' | 'typed';
}

export interface TypedPair {
  readonly typedPunchId: string;
  readonly kioskPunchId: string;
}

/** True when one of the two was typed and the other may be the same, made at a kiosk. */
export function isTypedPair(a: Sourced, b: Sourced): boolean {
  return a.source !== b.source && a.type === b.type && Math.abs(a.instantMs - b.instantMs) <= nearTypedMs;
}

/** All pairs among one person's valid punches. */
export function typedPairs(punches: readonly Sourced[]): TypedPair[] {
  const typed = punches.filter((punch) => punch.source === 'typed');
  return typed.flatMap((one) => punches.filter((other) => isTypedPair(one, other)).map((other) => ({ typedPunchId: one.punchId, kioskPunchId: other.punchId })));
}

export function pairKey(pair: TypedPair): string {
  return `${pair.typedPunchId} ${pair.kioskPunchId}`;
}
