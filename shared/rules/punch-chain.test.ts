import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { chainText, firstPreviousHash, judgeLink, type ChainedPunch } from './punch-chain.ts';

const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex');

function link(sequenceNumber: number, previousHash: string, note: string | null = null): ChainedPunch & { hash: string } {
  const punch: ChainedPunch = {
    punchId: `p${sequenceNumber}`,
    person: { kind: 'employee', employeeId: 'E1' },
    type: 'clockIn',
    assignmentId: null,
    workDate: '2026-11-23',
    deviceInstant: '2026-11-23T12:00:00.000Z',
    bestKnownInstant: '2026-11-23T12:00:00.000Z',
    clockConfidence: 'trusted',
    timeZone: 'UTC',
    offsetMinutes: 0,
    zoneDataEdition: '2026a',
    deviceId: 'D1',
    deviceName: 'Dock',
    platform: 'linux',
    appVersion: '0.1.0',
    bootId: 'b',
    monotonicMs: 1,
    sequenceNumber,
    geofence: 'disabled',
    ip: 'notEnforced',
    flags: [],
    note,
    previousHash,
  };
  return { ...punch, hash: sha256Hex(chainText(punch)) };
}

describe('H5 the chain', () => {
  const first = link(1, firstPreviousHash);
  const second = link(2, first.hash);

  it('H5 an untouched chain is intact', () => {
    expect(judgeLink(first, null, sha256Hex)).toBe('intact');
    expect(judgeLink(second, first, sha256Hex)).toBe('intact');
  });
  it('H5 any altered field shows', () => {
    for (const field of Object.keys(second).filter((key) => key !== 'hash' && key !== 'person' && key !== 'flags')) {
      expect(judgeLink({ ...second, [field]: 'other' }, first, sha256Hex), field).toBe('altered');
    }
    expect(judgeLink({ ...second, flags: ['noAssignment'] }, first, sha256Hex)).toBe('altered');
    expect(judgeLink({ ...second, person: { kind: 'employee', employeeId: 'E2' } }, first, sha256Hex)).toBe('altered');
  });
  it('H5 a punch whose predecessor is missing is a gap, and another predecessor is an alteration', () => {
    expect(judgeLink(second, null, sha256Hex)).toBe('gap');
    expect(judgeLink(second, link(1, firstPreviousHash, 'another'), sha256Hex)).toBe('altered');
  });
});
