import { describe, expect, it } from 'vitest';
import { backupsToDrop, keptDays, keptWeeks, madeAtMsOf, nameOfBackup } from './backup-files.ts';

const day = 86_400_000;
const sundayMs = Date.parse('2026-11-29T03:10:00.000Z');

describe('which backups stay (H6)', () => {
  it('H6 a name says when it was made, and names sort as their times do', () => {
    expect(nameOfBackup(sundayMs)).toBe('kiosk-2026-11-29T03-10-00Z.db');
    expect(madeAtMsOf(nameOfBackup(sundayMs))).toBe(sundayMs);
  });

  it('H6 seven days and four weeks stay, the newest of each, however many were made', () => {
    const names = Array.from({ length: 60 }, (_, index) => [nameOfBackup(sundayMs - index * day), nameOfBackup(sundayMs - index * day - 3_600_000)]).flat();
    const dropped = new Set(backupsToDrop(names));
    const kept = names.filter((name) => !dropped.has(name));
    expect(kept.map((name) => (sundayMs - madeAtMsOf(name)) / day)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 14, 21]);
    expect(keptDays + keptWeeks - 1).toBe(kept.length);
  });

  it('H6 what is there once stays: a kiosk that was off for months loses none of its few', () => {
    const names = [0, 40, 80].map((days) => nameOfBackup(sundayMs - days * day));
    expect(backupsToDrop(names)).toEqual([]);
  });
});
