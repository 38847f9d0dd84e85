import { expect, it } from 'vitest';
import { PunchChain, type PunchFacts } from '../../test/support/punch-chain.ts';
import { notedOn, refusalOf } from './judge-alone.ts';

const at = '2026-11-23T13:00:00.000Z';
const noted = (facts: Omit<PunchFacts, 'at'>): string[] => notedOn(new PunchChain().next({ at, ...facts }));

it.each([
  ['K1 C2', { assignmentId: null }, ['noAssignment']],
  ['K1 H4', { clockConfidence: 'unknown' }, ['clockUncertain']],
  ['K1 C7 under a warning fence', { geofence: 'outside', flags: ['outsideFence'] }, ['outsideFence']],
  ['K1 C7 under a strict fence that a kiosk let pass', { geofence: 'outside' }, ['outsideFence']],
  ['C7', { geofence: 'positionUnknown' }, ['positionUnknown']],
  ['C7', { geofence: 'notAccurateEnough' }, []],
  ['C8 K14', { ip: 'notAllowed' }, ['ipNotAllowed']],
  ['K14', { ip: 'unknown' }, []],
  ['K3', { flags: ['otherAssignment'] }, ['otherAssignment']],
  ['C1', { flags: ['forgottenClockOut', 'workDateChosen'] }, ['forgottenClockOut']],
  ['C6', { flags: ['unanswered'] }, ['unanswered']],
] satisfies [string, Omit<PunchFacts, 'at'>, string[]][])('%s notes %j as %j', (_ids, facts, expected) => {
  expect(noted(facts)).toEqual(expected);
});

const nowMs = Date.parse('2026-11-23T20:00:00.000Z');
const yearMs = 365.25 * 86_400_000;

it.each([
  ['takes the tolerance itself', nowMs + 300_000, null],
  ['refuses a millisecond more', nowMs + 300_001, 'timeInFuture'],
  ['takes twenty years back', nowMs - 20 * yearMs, null],
  ['refuses a millisecond more', nowMs - 20 * yearMs - 1, 'timeTooOld'],
])('K1 %s: %d', (_what, instantMs, expected) => {
  const claim = { personKey: 'e:1', assignmentId: null, workDate: '2026-11-23', instantMs };
  expect(refusalOf(claim, { lastWorkDate: null, assignments: [] }, nowMs, 300)).toBe(expected);
});
