import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { punch as punchSchema, type Punch } from '../../shared/contracts/entities.ts';
import { firstPreviousHash, judgeLink } from '../../shared/rules/punch-chain.ts';
import { judgeSequence } from '../../shared/rules/punch-sequence.ts';
import { makeAnchorPunch } from './anchor-punch.ts';
import { makePunch, shiftFacts } from './made-punches.ts';

const device = { deviceId: 'kiosk-1', timeZone: 'America/Chicago', zoneDataEdition: '2026a' };
const lastDate = '2026-11-21';

function made(count: number): Punch[] {
  const punches: Punch[] = [];
  for (const facts of shiftFacts({ count, employeeIds: ['E1', 'E2', 'E3'], timeZone: device.timeZone, lastDate })) {
    punches.push(makePunch(device, facts, punches.at(-1) ?? { sequenceNumber: 0, hash: firstPreviousHash }));
  }
  return punches;
}

describe('punches made for benchmarks', () => {
  it('C4 have the shape of the contract and are as many as asked for', () => {
    const punches = made(50);
    expect(punches).toHaveLength(50);
    for (const one of punches) expect(punchSchema.safeParse(one).success).toBe(true);
  });

  it('H5 are an intact chain from the first on', () => {
    const punches = made(30);
    const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
    expect(punches.map((one, index) => judgeLink(one, punches[index - 1] ?? null, sha256Hex))).toEqual(Array(30).fill('intact'));
  });

  it('C1 are whole shifts in order of time, the last of them on the date that was asked for', () => {
    const punches = made(48);
    expect(punches.map((one) => one.bestKnownInstant)).toEqual(punches.map((one) => one.bestKnownInstant).toSorted());
    for (const ofShift of Map.groupBy(punches, (one) => `${JSON.stringify(one.person)} ${one.workDate}`).values()) {
      const types = ofShift.map((one) => one.type);
      expect(types.map((type, index) => judgeSequence({ kind: 'fourEntries' }, types.slice(0, index), type))).toEqual(Array(4).fill('valid'));
    }
    expect(punches.at(-1)?.workDate).toBe(lastDate);
  });
});

describe("the anchors' punch", () => {
  it('L8 has the size and the time-ordered id that the anchors bench states', () => {
    expect(JSON.stringify(makeAnchorPunch(1234)).length).toBeGreaterThan(400);
    expect(JSON.stringify(makeAnchorPunch(1234)).length).toBeLessThan(440);
    expect(punchSchema.shape.punchId.safeParse(makeAnchorPunch(1234).id).success).toBe(true);
    expect(makeAnchorPunch(9).id < makeAnchorPunch(10).id).toBe(true);
  });
});
