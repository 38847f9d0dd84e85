/** From standings to what is stored, and to what the device hears. */
import type { ExceptionCode, RefusalCode, Verdict } from '../../shared/contracts/entities.ts';
import { punchType, refusalCode, matchFailure } from '../../shared/contracts/entities.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import { roundInstant, roundingStepMinutes, type RoundingRules } from '../../shared/rules/rounding.ts';
import type { JudgedRow, Rejudged } from '../database/punches.ts';
import { exceptionList } from './chain-notes.ts';
import { readExceptions, writeExceptions, type Standing } from './standing.ts';

/** For administrators' logs; kiosks word refusals by code. */
const refusalTexts: Record<RefusalCode, string> = {
  unknownEmployee: 'This employee is not known here, or had left by that work date.',
  unknownTemporaryEmployee: 'What this person typed into the form has not arrived yet.',
  assignmentNotActive: 'The assignment is not active on that work date.',
  noClockIn: 'There is no Clock In on that work date before this punch.',
  timeInFuture: 'The time of the punch is ahead of the server.',
  timeTooOld: 'The time of the punch is more than 20 years back.',
  idConflict: 'A punch with this id and other content is stored already.',
  malformed: 'The punch has the wrong shape, or names another device.',
};

export function refused(punchId: string, code: RefusalCode): Verdict {
  return { kind: 'refused', punchId, code, text: refusalTexts[code] };
}

/** How many there are of each kind. */
export function countKinds(verdicts: readonly Verdict[]): Record<Verdict['kind'], number> {
  const counts = { accepted: 0, duplicate: 0, refused: 0, failed: 0 };
  for (const verdict of verdicts) counts[verdict.kind] += 1;
  return counts;
}

/** What of a punch the verdict is made from. */
export interface Facts {
  readonly type: string;
  readonly instantMs: number;
  readonly offsetMinutes: number;
}

/** The columns that hold a standing (C13: the rounded time beside the actual one). */
export function toColumns(standing: Standing, facts: Facts, rounding: RoundingRules): Rejudged {
  const nothing = { duplicate_of: null, refusal_code: null, rounded_ms: null, sequence_exception: null, match_failure: null };
  switch (standing.kind) {
    case 'accepted': {
      const step = roundingStepMinutes(punchType.parse(facts.type), rounding);
      return { ...nothing, verdict: 'accepted', rounded_ms: roundInstant(facts.instantMs, facts.offsetMinutes, step), sequence_exception: writeExceptions(standing.exceptions) };
    }
    case 'duplicate':
      return { ...nothing, verdict: 'duplicate', duplicate_of: standing.duplicateOf };
    case 'refused':
      return { ...nothing, verdict: 'refused', refusal_code: standing.code };
    case 'failed':
      return { ...nothing, verdict: 'failed', match_failure: standing.reason };
    default:
      return unreachable(standing, 'standing');
  }
}

/** The standing that a stored row holds. */
export function standingOf(row: Pick<JudgedRow, 'verdict' | 'duplicate_of' | 'refusal_code' | 'sequence_exception' | 'match_failure'>): Standing {
  switch (row.verdict) {
    case 'accepted':
      return { kind: 'accepted', exceptions: readExceptions(row.sequence_exception) };
    case 'duplicate':
      return { kind: 'duplicate', duplicateOf: row.duplicate_of ?? '' };
    case 'refused':
      return { kind: 'refused', code: refusalCode.parse(row.refusal_code) };
    case 'failed':
      return { kind: 'failed', reason: matchFailure.parse(row.match_failure) };
    default:
      return unreachable(row.verdict, 'verdict');
  }
}

/** What the database says of a punch, as far as the device hears it. */
export interface StoredStanding {
  readonly columns: Rejudged;
  /** JSON of the exceptions that do not depend on other punches. */
  readonly noted: string;
  /** `closed` after a void or a dismissal (K10): there is nothing left that the device could do. */
  readonly state: 'open' | 'closed';
  readonly instantMs: number;
}

/** The device's answer about a stored punch; the same for every replay, as long as nothing new is known (H2). */
export function toVerdict(punchId: string, { columns, noted, state, instantMs }: StoredStanding): Verdict {
  const kind = state === 'closed' && columns.verdict !== 'duplicate' ? 'accepted' : columns.verdict;
  switch (kind) {
    case 'accepted': {
      const exceptions = new Set<ExceptionCode>(noted === '[]' ? [] : exceptionList(noted));
      for (const code of readExceptions(columns.sequence_exception)) exceptions.add(code);
      return { kind: 'accepted', punchId, roundedInstant: new Date(columns.rounded_ms ?? instantMs).toISOString(), exceptions: [...exceptions] };
    }
    case 'duplicate':
      return { kind: 'duplicate', punchId, duplicateOf: columns.duplicate_of ?? punchId };
    case 'refused':
      return refused(punchId, refusalCode.parse(columns.refusal_code));
    case 'failed':
      return { kind: 'failed', punchId, reason: matchFailure.parse(columns.match_failure) };
    default:
      return unreachable(kind, 'verdict');
  }
}

/** What a stored row says. */
export function storedStanding(row: JudgedRow): StoredStanding {
  return { columns: row, noted: row.noted, state: row.voided_ms === null && row.dismissed_ms === null ? 'open' : 'closed', instantMs: row.instant_ms };
}
