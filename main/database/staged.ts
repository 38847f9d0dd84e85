/**
 * Texts in force, and what a download has staged besides people and entries (D6): settings, texts (A6), what became of temporary
 * employees (F5) and requests (C12), operators (K16). An operator who was removed is staged as null.
 */
import { z } from 'zod';
import { organisation, textBundle, timeclockProperties, type Organisation, type TextBundle, type TimeclockProperties } from '../../shared/contracts/entities.ts';
import { operator, requestStatus, temporaryOutcome, type Change } from '../../shared/contracts/entries.ts';
import { unreachable } from '../../shared/lib/outcome.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';
import { removeOperator, removeOperatorsBut, writeOperator, writeRequestOutcome } from './outcomes.ts';
import type { StagedKind } from './schema.ts';
import { settleTemporary } from './settle-temporary.ts';
import type { Settings } from './settings.ts';

const stage = query<{ kind: StagedKind; name: string; value: string }>()(
  build
    .insertInto('staged')
    .values({ kind: given<StagedKind>('kind'), name: given<string>('name'), value: given<string>('value') })
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet({ value: given<string>('value') })),
);
const readStagedOf = query<{ kind: StagedKind; name: string }>()(build.selectFrom('staged').select('value').where('kind', '=', given<StagedKind>('kind')).where('name', '=', given<string>('name')));
const readStaged = query()(build.selectFrom('staged').select(['kind', 'name', 'value']));
const emptyStaged = query()(build.deleteFrom('staged'));
const writeTexts = query<{ language: string; texts: string }>()(
  build
    .insertInto('texts')
    .values({ language: given<string>('language'), texts: given<string>('texts') })
    .onConflict((conflict) => conflict.column('language').doUpdateSet({ texts: given<string>('texts') })),
);
const readTextsOf = query<{ language: string }>()(build.selectFrom('texts').select('texts').where('language', '=', given<string>('language')));

export function stageTimeclock(connection: Connection, properties: TimeclockProperties): void {
  connection.run(stage, { kind: 'setting', name: 'timeclock', value: JSON.stringify(properties) });
}

/** What this download has made of the settings so far; null where it has not spoken of them. */
export function stagedTimeclock(connection: Connection): TimeclockProperties | null {
  const row = connection.get(readStagedOf, { kind: 'setting', name: 'timeclock' });
  return row === undefined ? null : timeclockProperties.parse(JSON.parse(row.value));
}

export function stageOrganisation(connection: Connection, value: Organisation): void {
  connection.run(stage, { kind: 'setting', name: 'organisation', value: JSON.stringify(value) });
}

/** As `stagedTimeclock`. */
export function stagedOrganisation(connection: Connection): Organisation | null {
  const row = connection.get(readStagedOf, { kind: 'setting', name: 'organisation' });
  return row === undefined ? null : organisation.parse(JSON.parse(row.value));
}

export function stageTexts(connection: Connection, language: string, texts: TextBundle): void {
  connection.run(stage, { kind: 'texts', name: language, value: JSON.stringify(texts) });
}

/** A change that is neither of people, entries, settings nor texts. */
type OutcomeChange = Extract<Change, { kind: 'temporaryEmployee' | 'request' | 'operator' | 'operatorRemoved' }>;

const requestOutcome = z.object({ status: requestStatus, note: z.string().nullable() });

export function stageOutcome(connection: Connection, change: OutcomeChange): void {
  switch (change.kind) {
    case 'temporaryEmployee':
      connection.run(stage, { kind: 'temporaryEmployee', name: change.temporaryEmployeeId, value: JSON.stringify(change.outcome) });
      return;
    case 'request':
      connection.run(stage, { kind: 'request', name: change.requestId, value: JSON.stringify({ status: change.status, note: change.note }) });
      return;
    case 'operator':
      connection.run(stage, { kind: 'operator', name: change.operator.userId, value: JSON.stringify(change.operator) });
      return;
    case 'operatorRemoved':
      connection.run(stage, { kind: 'operator', name: change.userId, value: 'null' });
      return;
    default:
      unreachable(change, 'change');
  }
}

export interface AppliedStaged {
  /** Languages whose texts changed. */
  readonly languages: readonly string[];
  readonly settingsChanged: boolean;
}

/**
 * Puts what was staged in force, inside the caller's transaction.
 * @param operators `anew`: those who were not staged go, for this download tells all of them
 */
export function applyStaged(connection: Connection, settings: Settings, operators: 'changed' | 'anew'): AppliedStaged {
  const rows = connection.all(readStaged, {});
  if (operators === 'anew') removeOperatorsBut(connection, namesOf(rows, 'operator'));
  for (const row of rows) applyOne(connection, settings, row);
  connection.run(emptyStaged, {});
  return { languages: namesOf(rows, 'texts'), settingsChanged: rows.some((row) => row.kind === 'setting') };
}

interface StagedRow {
  readonly kind: StagedKind;
  readonly name: string;
  readonly value: string;
}

function namesOf(rows: readonly StagedRow[], kind: StagedKind): string[] {
  return rows.filter((row) => row.kind === kind).map((row) => row.name);
}

function applyOne(connection: Connection, settings: Settings, { kind, name, value }: StagedRow): void {
  switch (kind) {
    case 'texts':
      connection.run(writeTexts, { language: name, texts: value });
      return;
    case 'setting':
      if (name === 'timeclock') settings.write('timeclock', timeclockProperties.parse(JSON.parse(value)));
      else settings.write('organisation', organisation.parse(JSON.parse(value)));
      return;
    case 'temporaryEmployee':
      settleTemporary(connection, name, temporaryOutcome.parse(JSON.parse(value)));
      return;
    case 'request':
      writeRequestOutcome(connection, name, requestOutcome.parse(JSON.parse(value)));
      return;
    case 'operator':
      if (value === 'null') removeOperator(connection, name);
      else writeOperator(connection, operator.parse(JSON.parse(value)));
      return;
    default:
      unreachable(kind, 'staged kind');
  }
}

export function discardStaged(connection: Connection): void {
  connection.run(emptyStaged, {});
}

/** Texts that came from the server for one language; empty when there are none. */
export function readTexts(connection: Connection, language: string): TextBundle {
  const row = connection.get(readTextsOf, { language });
  return row === undefined ? {} : textBundle.parse(JSON.parse(row.texts));
}
