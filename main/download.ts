/**
 * What sync and setup share of a download: pages are staged piece by piece, out of sight, and come into force by one short
 * transaction that also moves the cursor (D6, A7). A download that is broken off leaves nothing that anybody can see.
 */
import type { Employee } from '../shared/contracts/entities.ts';
import type { Change, Operator } from '../shared/contracts/entries.ts';
import { unreachable } from '../shared/lib/outcome.ts';
import { inPieces, untilDone, type Pacing } from './chunks.ts';
import type { Connection } from './database/connection.ts';
import { offerRefusedRecordsAgain } from './database/outbox.ts';
import { listOperators } from './database/outcomes.ts';
import { findEmployee, peopleVersion } from './database/people.ts';
import { settleByEntries } from './database/settle-by-entries.ts';
import { offerFailedAgain, offerRefusedAgain, type Settled } from './database/settle-punches.ts';
import type { Settings } from './database/settings.ts';
import { discardStagedEntries, hasStagedEntries, stageEntry, sweepOldEntries } from './database/stage-entries.ts';
import { discardStagedPeople, endPresentVersion, hasStagedPeople, keepEmployee, stageEmployee, stageRemoval, sweepOldPeople } from './database/stage-people.ts';
import { applyStaged, discardStaged, stagedOrganisation, stagedTimeclock, stageOrganisation, stageOutcome, stageTexts, stageTimeclock } from './database/staged.ts';
import type { PassedOver } from './passed-over.ts';
import { readChange, thingOf, type InForce, type Kept } from './read-changes.ts';

/** A download that is under way. */
export interface Staging {
  readonly scope: DownloadScope;
  readonly passedOver: PassedOver;
}

export interface Store {
  readonly connection: Connection;
  readonly settings: Settings;
}

/**
 * `people`: all employees anew, and whoever is not among them is gone; the changes behind them are still to come. `everything`: with those.
 */
export type DownloadScope = 'people' | 'everything' | 'changes';

/** Forgets whatever an earlier download staged, and says whether the one that begins is complete. */
export async function beginStaging(store: Store, pacing: Pacing, scope: DownloadScope): Promise<void> {
  const { connection } = store;
  const version = peopleVersion(store.settings);
  await untilDone(pacing, (limit) => connection.transaction(() => discardStagedPeople(connection, version, limit)));
  await untilDone(pacing, (limit) => connection.transaction(() => discardStagedEntries(connection, version, limit)));
  discardStaged(connection);
  if (scope !== 'changes') await untilDone(pacing, (limit) => connection.transaction(() => endPresentVersion(connection, version, limit)));
}

export async function stageEmployees(store: Store, pacing: Pacing, employees: readonly Employee[]): Promise<void> {
  const version = peopleVersion(store.settings);
  await inPieces(pacing, employees, (slice) => {
    store.connection.transaction(() => {
      for (const person of slice) stageEmployee(store.connection, version, person);
    });
  });
}

/** What could not be used (J3) changes nothing, and holds nothing back; `passedOver` hears of it. */
export async function stageChangesInPieces(store: Store, pacing: Pacing, { scope, passedOver }: Staging, received: readonly unknown[]): Promise<void> {
  const { connection, settings } = store;
  const version = peopleVersion(settings);
  const inForce = inForceSoFar(store, version, scope);
  await inPieces(pacing, received, (slice) => {
    connection.transaction(() => {
      for (const one of slice) {
        const read = readChange(one, inForce);
        if (read.kind === 'usable') {
          stageOne(connection, version, read.change);
          passedOver.takeUsable(thingOf(read.change), read.faults);
          continue;
        }
        if (read.kept !== null) keepAsItWas(connection, version, scope, read.kept);
        passedOver.takeUnusable(read.faults);
      }
    });
  });
}

/** A download that tells everybody anew has taken everybody out of the version to come: who was not told of yet is as they are now. */
function inForceSoFar({ connection, settings }: Store, version: number, scope: DownloadScope): InForce {
  return {
    timeclock: () => stagedTimeclock(connection) ?? settings.read('timeclock'),
    organisation: () => stagedOrganisation(connection) ?? settings.read('organisation'),
    employee: (employeeId) => findEmployee(connection, version + 1, employeeId) ?? (scope === 'people' ? findEmployee(connection, version, employeeId) : null),
  };
}

/** Where a download tells everybody anew, whoever was told in a form that cannot be read stays as they were; in any other, whoever it removed stays removed. */
function keepAsItWas(connection: Connection, version: number, scope: DownloadScope, kept: Kept): void {
  if (kept.kind === 'employee') {
    if (scope === 'people') keepEmployee(connection, version, kept.id);
    return;
  }
  const known: Operator | undefined = listOperators(connection).find((one) => one.userId === kept.id);
  if (known !== undefined) stageOutcome(connection, { kind: 'operator', operator: known });
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
      stageEntry(connection, version, change.entry);
      return;
    case 'temporaryEmployee':
    case 'request':
    case 'operator':
    case 'operatorRemoved':
      stageOutcome(connection, change);
      return;
    default:
      unreachable(change, 'change');
  }
}

export interface Applying {
  readonly cursor: string;
  readonly scope: DownloadScope;
  readonly nowMs: number;
}

export interface Applied {
  /** Languages whose texts changed. */
  readonly languages: readonly string[];
  readonly peopleChanged: boolean;
  readonly entriesChanged: boolean;
  /** What the entries changed of this device's own punches. */
  readonly settled: Settled;
}

/** Puts everything staged in force, inside the caller's transaction. */
export function bringIntoForce(store: Store, { cursor, scope, nowMs }: Applying): Applied {
  const { connection, settings } = store;
  const version = peopleVersion(settings);
  const peopleChanged = hasStagedPeople(connection, version);
  const entriesChanged = hasStagedEntries(connection, version);
  const tellsAllOperators = scope === 'everything' || (scope === 'changes' && settings.read('operatorsAnew') === true);
  const { languages, settingsChanged } = applyStaged(connection, settings, tellsAllOperators ? 'anew' : 'changed');
  const settled = settleByEntries(connection, version + 1, nowMs);
  if (peopleChanged || entriesChanged) settings.write('peopleVersion', version + 1);
  // Who was removed while the cursor was lost is told by nobody: behind all people all operators come, and no others stay.
  if (scope === 'people') settings.write('operatorsAnew', true);
  else if (tellsAllOperators) settings.clear('operatorsAnew');
  settings.write('cursor', cursor);
  if (peopleChanged || settingsChanged) offerRefusedAgain(connection);
  if (peopleChanged || settingsChanged || entriesChanged) offerRefusedRecordsAgain(connection);
  if (scope !== 'changes') offerFailedAgain(connection, nowMs);
  return { languages, peopleChanged, entriesChanged, settled };
}

/** Deletes what nobody can see any more; afterwards, at leisure. */
export async function sweepAfterDownload(store: Store, pacing: Pacing): Promise<void> {
  const { connection } = store;
  const version = peopleVersion(store.settings);
  await untilDone(pacing, (limit) => connection.transaction(() => sweepOldPeople(connection, version, limit)));
  await untilDone(pacing, (limit) => connection.transaction(() => sweepOldEntries(connection, version, limit)));
}
