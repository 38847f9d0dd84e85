/** H3: what happened to a punch, from the places where it is kept, merged in order of time. */
import type { z } from 'zod';
import type { historyStep } from '../../shared/contracts/console-entities.ts';
import type { CorrectionsTable, PunchDecisionsTable, VerdictChangesTable } from '../database/schema.ts';

export type HistoryStep = z.infer<typeof historyStep>;

export interface HistorySources {
  readonly corrections: readonly CorrectionsTable[];
  readonly decisions: readonly PunchDecisionsTable[];
  readonly verdictChanges: readonly VerdictChangesTable[];
  /** User names by id. Whoever is not a user stands as stored: 'device:' and its id for an undo, 'match' for an exact match. */
  readonly names: ReadonlyMap<string, string>;
  /** Whose punch it is: corrections are acknowledged by that person. */
  readonly personName: string;
}

interface TimedStep {
  readonly atMs: number;
  readonly step: Omit<HistoryStep, 'at'>;
}

export function toHistory(sources: HistorySources): HistoryStep[] {
  const steps = [...sources.verdictChanges.map(judgedAgain), ...sources.corrections.flatMap((row) => ofCorrection(row, sources.personName)), ...sources.decisions.map((row) => ofDecision(row, sources.names))];
  return steps.toSorted((a, b) => a.atMs - b.atMs).map(({ atMs, step }) => ({ at: new Date(atMs).toISOString(), ...step }));
}

/** The server judges by itself; the reason is what made it look again. */
function judgedAgain(row: VerdictChangesTable): TimedStep {
  return { atMs: row.changed_ms, step: { by: 'server', what: 'judgedAgain', reason: row.caused_by, before: row.before, after: row.after } };
}

function ofCorrection(row: CorrectionsTable, personName: string): TimedStep[] {
  const corrected: TimedStep = { atMs: row.made_ms, step: { by: row.made_by_name, what: 'corrected', reason: row.reason, before: row.before ?? '', after: row.after } };
  if (row.acknowledged_ms === null) return [corrected];
  return [corrected, { atMs: row.acknowledged_ms, step: { by: personName, what: 'acknowledged', reason: null, before: '', after: row.correction_id } }];
}

function ofDecision(row: PunchDecisionsTable, names: ReadonlyMap<string, string>): TimedStep {
  return { atMs: row.decided_ms, step: { by: names.get(row.decided_by) ?? row.decided_by, what: row.what, reason: row.reason, before: row.before, after: row.after } };
}
