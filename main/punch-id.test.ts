import { describe, expect, it } from 'vitest';
import { punch } from '../shared/contracts/entities.ts';
import { inOrder } from '../shared/rules/punch-sequence.ts';
import { newPunchId } from './punch-id.ts';

const atMs = Date.UTC(2026, 10, 23, 8);

describe('the id of a punch', () => {
  it('C4 is a UUIDv7 at any time that a contract can say', () => {
    for (const ms of [0, atMs, Date.UTC(9999, 11, 31)]) expect(punch.shape.punchId.safeParse(newPunchId(ms, 1)).success).toBe(true);
  });

  it('C4 orders punches of one millisecond as the device made them', () => {
    const numbers = [1, 2, 3, 255, 256, 65_536, 1_000_000];
    const punches = numbers.map((sequenceNumber) => ({ punchId: newPunchId(atMs, sequenceNumber), sequenceNumber, type: 'clockIn' as const, instantMs: atMs, workDate: '2026-11-23' }));
    expect(inOrder(punches.toReversed()).map((ordered) => ordered.sequenceNumber)).toEqual(numbers);
  });

  it('C4 is another one for another device at the same moment', () => {
    expect(newPunchId(atMs, 7)).not.toBe(newPunchId(atMs, 7));
  });
});
