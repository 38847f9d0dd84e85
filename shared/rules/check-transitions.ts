/** C1: a transition table of one's own must let everybody begin with a clock-in, and get from wherever they are to a clock-out. */
import { punchTypes, type PunchType } from '../lib/punch-type.ts';
import type { Finding } from './finding.ts';
import { transitionsOf, type SequenceTemplate, type TransitionTable } from './punch-sequence.ts';

/** K1 refuses these on a work date without a clock-in, so none may open one. */
const neverFirst: readonly PunchType[] = ['clockOut', 'breakOut', 'breakIn', 'mealOut', 'mealIn'];

export function checkTransitions(template: SequenceTemplate): Finding[] {
  if (template.kind !== 'transitions') return [];
  const table = transitionsOf(template);
  const reachable = reachableFrom(table, table.start);
  return [...checkStart(table), ...checkUnreachable(table, reachable), ...checkDeadEnds(table, reachable)];
}

function checkStart(table: TransitionTable): Finding[] {
  const wrong = table.start.filter((type) => neverFirst.includes(type));
  if (wrong.length > 0) return [{ path: 'start', message: `a work date cannot begin with ${wrong.join(', ')}: let it begin with clockIn` }];
  return table.start.includes('clockIn') ? [] : [{ path: 'start', message: 'let a work date begin with clockIn' }];
}

function checkUnreachable(table: TransitionTable, reachable: ReadonlySet<PunchType>): Finding[] {
  return punchTypes.filter((type) => (table.after[type] ?? []).length > 0 && !reachable.has(type)).map((type) => ({ path: `after.${type}`, message: `nothing leads to ${type}: allow it after another type, or take it out` }));
}

function checkDeadEnds(table: TransitionTable, reachable: ReadonlySet<PunchType>): Finding[] {
  return punchTypes
    .filter((type) => reachable.has(type) && type !== 'clockOut' && !reachableFrom(table, table.after[type] ?? []).has('clockOut'))
    .map((type) => ({ path: `after.${type}`, message: `no way leads from ${type} to clockOut: say what may follow` }));
}

function reachableFrom(table: TransitionTable, first: readonly PunchType[]): Set<PunchType> {
  const reached = new Set<PunchType>();
  const toVisit = [...first];
  for (let type = toVisit.pop(); type !== undefined; type = toVisit.pop()) {
    if (reached.has(type)) continue;
    reached.add(type);
    toVisit.push(...(table.after[type] ?? []));
  }
  return reached;
}
