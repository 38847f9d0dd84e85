import { expect, it } from 'vitest';
import { PreparedNames } from './prepared-names.ts';

it('I1 prepares by name what comes a second time, always by the same name', () => {
  const names = new PreparedNames();
  expect(names.of('select 1')).toBeNull();
  const name = names.of('select 1');
  expect(name).toMatch(/^zentime_\d+$/);
  expect(names.of('select 1')).toBe(name);
  expect(names.of('select 2')).toBeNull();
  expect(names.of('select 2')).not.toBe(name);
});

it('I1 keeps few names, however many texts come, and none for a text of great length', () => {
  const names = new PreparedNames();
  const given = new Set<string>();
  for (let round = 0; round < 2; round += 1) {
    for (let count = 0; count < 1000; count += 1) {
      const name = names.of(`select ${count}`);
      if (name !== null) given.add(name);
    }
  }
  expect(given.size).toBe(256);
  const long = `select '${'x'.repeat(30_000)}'`;
  expect([names.of(long), names.of(long)]).toEqual([null, null]);
});
