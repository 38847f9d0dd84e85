/** C9, C12: what a supervisor changed and the person has not acknowledged, neither at the server nor in a record that is on its way. */
import type { Person } from '../shared/contracts/entities.ts';
import type { Correction } from '../shared/contracts/entries.ts';
import type { SheetCorrection, UpdatedTime } from '../shared/contracts/updated-times.ts';
import { findUnseenCorrections } from './database/entries.ts';
import { hasAcknowledged } from './database/own-records.ts';
import { peopleVersion } from './database/people.ts';
import type { Kiosk } from './kiosk.ts';

type Kiosks = Pick<Kiosk, 'connection' | 'settings'>;

/** The oldest edit first. */
export function readUpdatedTimes(kiosk: Kiosks, person: Person): UpdatedTime[] {
  const unseen = findUnseenCorrections(kiosk.connection, peopleVersion(kiosk.settings), person).flatMap(({ punchId, type, workDate, instantMs, assignmentId, correction }) => {
    if (correction === null || hasAcknowledged(kiosk.connection, punchId, correction.correctionId)) return [];
    return [{ punchId, correction: toSheetCorrection(correction, false), after: { type, workDate, instant: new Date(instantMs).toISOString(), assignmentId } }];
  });
  return unseen.sort((a, b) => (a.correction.madeAt < b.correction.madeAt ? -1 : 1));
}

export function toSheetCorrection({ correctionId, madeAt, madeBy, reason, before }: Correction, isAcknowledged: boolean): SheetCorrection {
  return { correctionId, madeAt, madeBy, reason, before, isAcknowledged };
}
