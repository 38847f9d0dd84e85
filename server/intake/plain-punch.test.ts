import fc from 'fast-check';
import { expect, it } from 'vitest';
import { punch } from '../../shared/contracts/entities.ts';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { isPlainPunch } from './plain-punch.ts';

const plain = new PunchChain().next({ at: '2026-11-23T13:00:00.000Z' });
const names = Object.keys(punch.shape);

/** What the kiosk's forms look like, what nearly does, and what does not. */
const values = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    0,
    -0,
    1,
    -1,
    1440,
    1441,
    -1440,
    -1441,
    1.5,
    2 ** 31,
    2 ** 53,
    Number.MAX_SAFE_INTEGER,
    1e21,
    '',
    [],
    {},
    ['noAssignment'],
    ['noAssignment', 'x'],
    Array(16).fill('unanswered'),
    Array(17).fill('unanswered'),
  ),
  fc.constantFrom(
    'clockIn',
    'transfer',
    'trusted',
    'inside',
    'allowed',
    'kiosk-1',
    'a'.repeat(32),
    'a'.repeat(33),
    'a'.repeat(64),
    'a'.repeat(65),
    'a'.repeat(200),
    'a'.repeat(201),
    '0'.repeat(64),
    'A'.repeat(64),
    'a\n',
    'kiosk-1\n',
    'ä',
    'a b',
    '\0',
  ),
  fc.constantFrom('2026-02-28', '2026-02-29', '2024-02-29', '2026-13-01', '0000-01-01', '2026-1-1', '2026-11-23\n'),
  fc.constantFrom('2026-11-23T13:00:00.000Z', '2026-02-30T13:00:00.000Z', '2026-13-23T13:00:00.000Z', '2026-11-23T25:00:00.000Z', '2026-11-23T24:00:00.000Z', '2026-11-23T13:00:00Z', '2026-11-23T13:00:00.000+00:00'),
  fc.constantFrom('UTC', 'America/Chicago', 'america/chicago', 'Mars/Olympus', '+02:00'),
  fc.constantFrom('01930001-0000-7000-8000-000000000001', '01930001-0000-7000-8000-00000000000A', '01930001-0000-4000-8000-000000000001', '01930001-0000-7000-c000-000000000001', '01930001000070008000000000000001'),
  fc.constantFrom<unknown>(
    { kind: 'employee', employeeId: 'E1' },
    { employeeId: 'E1', kind: 'employee' },
    { kind: 'employee' },
    { kind: 'employee', employeeId: 'E 1' },
    { kind: 'employee', employeeId: 'E1', more: 1 },
    { kind: 'temporary', temporaryEmployeeId: '01930001-0000-4000-8000-000000000001' },
    { kind: 'employee', temporaryEmployeeId: 'x' },
  ),
  fc.string({ maxLength: 70 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A punch with some fields changed, gone, added or moved. */
const nearlyPunches = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom(...names, 'more', '__proto__'), values), { maxLength: 3 }), fc.array(fc.constantFrom(...names), { maxLength: 1 }), fc.constantFrom('kept', 'kept', 'kept', 'turned'))
  .map(([changes, gone, order]) => {
    const entries = new Map<string, unknown>(Object.entries(plain));
    for (const [name, value] of changes) entries.set(name, value);
    for (const name of gone) entries.delete(name);
    const listed = [...entries];
    // As it arrives: what came by JSON has no undefined and no prototype of its own.
    return JSON.parse(JSON.stringify(Object.fromEntries(order === 'turned' ? listed.toReversed() : listed))) as unknown;
  });

it('D3 takes the quick way with what a kiosk sends', () => {
  expect(isPlainPunch(plain)).toBe(true);
  expect(isPlainPunch({ ...plain, flags: ['noAssignment', 'unanswered'], note: 'sí', assignmentId: null })).toBe(true);
});

it('D3 says yes to nothing that the contract refuses, and hands on exactly what the contract would', () => {
  let yes = 0;
  fc.assert(
    fc.property(nearlyPunches, (candidate) => {
      if (!isPlainPunch(candidate)) return;
      yes += 1;
      const parsed = punch.safeParse(candidate);
      expect(parsed.success).toBe(true);
      expect(JSON.stringify(parsed.data)).toBe(JSON.stringify(candidate));
    }),
    { numRuns: 5000 },
  );
  expect(yes).toBeGreaterThan(50);
});

it.each(names)('D3 checks %s as the contract does', (name) => {
  fc.assert(
    fc.property(values, (value) => {
      const candidate: unknown = JSON.parse(JSON.stringify({ ...plain, [name]: value }));
      if (isPlainPunch(candidate)) expect(punch.safeParse(candidate).success).toBe(true);
    }),
    { numRuns: 400 },
  );
});

it.each([null, 1, 'x', [], [plain], {}])('D3 has no opinion on %j', (candidate) => {
  expect(isPlainPunch(candidate)).toBe(false);
});
