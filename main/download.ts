/**
 * What sync and setup share of a download: pages are staged piece by piece, out of sight, and come into force by one short
 * transaction that also moves the cursor (D6, A7). A download that is broken off leaves nothing that anybody can see.
 */
import type { Employee } from '../shared/contracts/entities.ts';
import type { Change } from '../shared/contracts/entries.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { inPieces, untilDone, type Pacing } from './chunks.ts';
import type { Connection } from './database/connection.ts';
import { peopleVersion } from './database/people.ts';
import { offerRefusedAgain } from './database/settle-punches.ts';
import type { Settings } from './database/settings.ts';
import { discardStagedPeople, endPresentVersion, hasStagedPeople, stageEmployee, stageRemoval, sweepOldPeople } from './database/stage-people.ts';
import { applyStaged, discardStaged, stageOrganisation, stageTexts, stageTimeclock } from './database/staged.ts';

export interface Store {
  readonly connection: Connection;
  readonly settings: Settings;
}

/** Forgets whatever an earlier download staged, and says whether the one that begins is complete. */
export async function beginStaging(store: Store, pacing: Pacing, scope: 'everything' | 'changes'): Promise<void> {
  const { connection } = store;
  const version = peopleVersion(store.settings);
  await untilDone(pacing, (limit) => connection.transaction(() => discardStagedPeople(connection, version, limit)));
  discardStaged(connection);
  if (scope === 'everything') await untilDone(pacing, (limit) => connection.transaction(() => endPresentVersion(connection, version, limit)));
}

export async function stageEmployees(store: Store, pacing: Pacing, employees: readonly Employee[]): Promise<void> {
  const version = peopleVersion(store.settings);
  await inPieces(pacing, employees, (slice) => {
    store.connection.transaction(() => {
      for (const person of slice) stageEmployee(store.connection, version, person);
    });
  });
}

export async function stageChangesInPieces(store: Store, pacing: Pacing, changes: readonly Change[]): Promise<void> {
  const version = peopleVersion(store.settings);
  await inPieces(pacing, changes, (slice) => {
    store.connection.transaction(() => {
      for (const change of slice) stageOne(store.connection, version, change);
    });
  });
}

function stageOne(connection: Connection, version: number, change: Change): void {
  switch (change.kind) {
    case 'employee':
      stageEmployee(connection, version, change.employee);
      return;
    case 'employeeRemoved':
      stageRemoval(connection, version, change.employeeId);
      return;
    case 'timeclock':
      stageTimeclock(connection, change.properties);
      return;
    case 'organisation':
      stageOrganisation(connection, change.organisation);
      return;
    case 'texts':
      stageTexts(connection, change.language, change.texts);
      return;
    case 'entry':
    case 'temporaryEmployee':
    case 'request':
    case 'operator':
    case 'operatorRemoved':
      return;
    default:
      unreachable(change, 'change');
  }
}

/** Puts everything staged in force, inside the caller's transaction; answers the languages whose texts changed. */
export function bringIntoForce(store: Store, cursor: string): readonly string[] {
  const { connection, settings } = store;
  const version = peopleVersion(settings);
  const peopleChanged = hasStagedPeople(connection, version);
  const { languages, settingsChanged } = applyStaged(connection, settings);
  if (peopleChanged) settings.write('peopleVersion', version + 1);
  settings.write('cursor', cursor);
  if (peopleChanged || settingsChanged) offerRefusedAgain(connection);
  return languages;
}

/** Deletes what nobody can see any more; afterwards, at leisure. */
export async function sweepAfterDownload(store: Store, pacing: Pacing): Promise<void> {
  const version = peopleVersion(store.settings);
  await untilDone(pacing, (limit) => store.connection.transaction(() => sweepOldPeople(store.connection, version, limit)));
}
