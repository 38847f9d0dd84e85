/**
 * G3: what stands in a support bundle. Everything is named here: a setting that is new is in no bundle before it has been put on this list. Without
 * personal data a person is an id; with it come names and punches. A secret is in neither: what holds one is not read at all.
 */
import { contractVersion } from '../../shared/contracts/version.ts';
import { readConnectivity } from '../database/connectivity-history.ts';
import { readPunchPage } from '../database/export-rows.ts';
import { keptMachineSteps, latestMachineSteps } from '../database/machine-history.ts';
import { programVersion } from '../database/migrations.ts';
import { peopleVersion } from '../database/people.ts';
import { readRefused } from '../database/refused-punches.ts';
import type { SettingName, Settings } from '../database/settings.ts';
import { sqliteVersion } from '../database/sqlite-version.ts';
import { countRows, readEmployeeNames, readTemporaryNames, type PersonNames } from '../database/support-rows.ts';
import { toInstant } from '../instant.ts';
import type { Kiosk } from '../kiosk.ts';
import { diagnosticsView, refusedView, type DiagnosticsKiosk } from './diagnostics-view.ts';
import { lineOf } from './log-line.ts';

export type BundleKiosk = DiagnosticsKiosk & Pick<Kiosk, 'timers'>;

/** An entry whose text comes piece by piece. */
export interface BundleEntry {
  readonly name: string;
  readonly pieces: () => AsyncIterable<string>;
}

const pageSize = 500;
const mostRefused = 5_000;

/** Settings that hold neither a secret nor a name; those with a part that does are cut by hand below. */
const openSettings = [
  'deviceId',
  'peopleVersion',
  'serverEpoch',
  'serverZoneData',
  'serverVersions',
  'clockOffset',
  'clockMoved',
  'connectivity',
  'sync',
  'recovery',
  'clearing',
  'serverBehind',
  'reoffer',
  'goneUpTo',
  'chainUnchecked',
  'chainHead',
] as const satisfies readonly SettingName[];

/** In this order. */
export function bundleEntries(kiosk: BundleKiosk, personalData: 'without' | 'with'): BundleEntry[] {
  const { connection, settings } = kiosk;
  const entries: BundleEntry[] = [
    { name: 'diagnostics.json', pieces: () => oneJson(() => diagnosticsView(kiosk)) },
    { name: 'settings.json', pieces: () => oneJson(() => settingsWithoutSecrets(settings)) },
    { name: 'schema.json', pieces: () => oneJson(() => ({ database: programVersion, contract: contractVersion, sqlite: sqliteVersion(connection), rows: countRows(connection) })) },
    { name: 'sync-log.jsonl', pieces: () => syncLogLines(kiosk) },
    { name: 'machine-history.jsonl', pieces: () => jsonLines(latestMachineSteps(connection, keptMachineSteps).map(({ atMs, ...step }) => ({ at: toInstant(atMs), ...step }))) },
    { name: 'connectivity-history.jsonl', pieces: () => jsonLines(readConnectivity(connection).map(({ atMs, state }) => ({ at: toInstant(atMs), state }))) },
    { name: 'refused-punches.jsonl', pieces: () => jsonLines(readRefused(connection, mostRefused).map(refusedView)) },
  ];
  if (personalData === 'without') return entries;
  return [...entries, { name: 'personal/people.jsonl', pieces: () => people(kiosk) }, { name: 'personal/punches.jsonl', pieces: () => punches(kiosk) }];
}

function settingsWithoutSecrets(settings: Settings): object {
  const enrolment = settings.read('enrolment');
  const timeclock = settings.read('timeclock');
  const organisation = settings.read('organisation');
  return {
    ...Object.fromEntries(openSettings.map((name) => [name, settings.read(name)])),
    enrolment: enrolment === null ? null : { serverUrl: enrolment.serverUrl, tokenExpiresAt: enrolment.credentials.tokenExpiresAt, sealingKid: enrolment.credentials.sealingKey.kid },
    organisation,
    // The logo is large and says nothing.
    timeclock: timeclock === null ? null : { ...timeclock, display: { ...timeclock.display, logoDataUrl: timeclock.display.logoDataUrl === null ? null : 'left out' } },
    setup: settings.read('setup')?.step ?? null,
  };
}

async function* oneJson(read: () => object | Promise<object>): AsyncIterable<string> {
  yield `${JSON.stringify(await read(), null, 2)}\n`;
}

async function* jsonLines(rows: readonly object[]): AsyncIterable<string> {
  for (let at = 0; at < rows.length; at += pageSize) {
    yield asLines(rows.slice(at, at + pageSize));
    await Promise.resolve();
  }
}

/** Page by page, and taps between two of them. */
async function* syncLogLines({ syncLog, timers }: BundleKiosk): AsyncIterable<string> {
  for (let after = 0; ;) {
    const lines = syncLog.page(after, pageSize);
    const last = lines.at(-1);
    if (last === undefined) return;
    yield asLines(lines.map(lineOf));
    after = last.logId;
    await timers.pause();
  }
}

async function* people({ connection, settings, timers }: BundleKiosk): AsyncIterable<string> {
  const version = peopleVersion(settings);
  const kinds: [string, (after: string) => PersonNames[]][] = [
    ['employee', (after) => readEmployeeNames(connection, version, { after, limit: pageSize })],
    ['temporary', (after) => readTemporaryNames(connection, { after, limit: pageSize })],
  ];
  for (const [kind, read] of kinds) {
    for (let page = read(''); page.length > 0; page = read(page.at(-1)?.id ?? '')) {
      yield asLines(page.map((person) => ({ kind, ...person })));
      await timers.pause();
    }
  }
}

/** Each punch as it was made, with its status. */
async function* punches({ connection, timers }: BundleKiosk): AsyncIterable<string> {
  for (let after = 0; ;) {
    const page = readPunchPage(connection, { after, upTo: Number.MAX_SAFE_INTEGER, limit: pageSize });
    if (page.length === 0) return;
    yield page.map(({ record, status, refusalCode, matchFailure }) => `${JSON.stringify({ status, refusalCode, matchFailure }).slice(0, -1)},"punch":${record}}\n`).join('');
    after = page.at(-1)?.sequenceNumber ?? Number.MAX_SAFE_INTEGER;
    await timers.pause();
  }
}

function asLines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
