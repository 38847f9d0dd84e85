/**
 * Everything small that outlives a restart, by name. Values are JSON, checked when they are read; a read value is kept in
 * memory, for taps ask for some of them. Some are staged first and come into force with a download (D6).
 */
import { z } from 'zod';
import { identifier, instant, languageTag, organisation, timeclockProperties } from '../../shared/contracts/entities.ts';
import { syncFailure } from '../../shared/contracts/daemon.ts';
import { deviceCredentials } from '../../shared/contracts/http.ts';
import { place, position } from '../../shared/contracts/place-calls.ts';
import { timeclockChoice } from '../../shared/contracts/setup-calls.ts';
import { guessesMade } from '../guess-limit.ts';
import type { Connection } from './connection.ts';
import { build, given, query } from './query.ts';

const journalPosition = z.object({ segment: z.int(), end: z.int() });

/** Setup as far as it has come (A7); gone once setup is done. */
export const setupRecord = z.discriminatedUnion('step', [
  z.object({ step: z.literal('company'), serverUrl: z.string(), company: z.string(), alias: z.string() }),
  z.object({ step: z.literal('timeclock'), serverUrl: z.string(), company: z.string(), alias: z.string(), organisation, timeclocks: z.array(timeclockChoice) }),
  z.object({ step: z.literal('credentials'), serverUrl: z.string(), company: z.string(), alias: z.string(), organisation, timeclocks: z.array(timeclockChoice), properties: timeclockProperties }),
  z.object({
    step: z.literal('download'),
    serverUrl: z.string(),
    company: z.string(),
    alias: z.string(),
    organisation,
    timeclocks: z.array(timeclockChoice),
    properties: timeclockProperties,
    credentials: deviceCredentials,
    /** Next page of employees; `null` before the first and after the last. */
    next: z.string().nullable(),
    /** The change cursor that goes with the download; null before its first page. Moves with each page of changes. */
    cursor: z.string().nullable(),
    employees: z.enum(['begun', 'complete']),
    textsStored: z.boolean(),
    /** Of a setup that an older program began, nothing is told. */
    changes: z.enum(['toRead', 'read']).default('toRead'),
    done: z.int(),
    total: z.int().nullable(),
  }),
]);
export type SetupRecord = z.infer<typeof setupRecord>;

/** What each name holds. */
export const settingSchemas = {
  deviceId: identifier,
  /** The setup-complete flag of A7 is that `enrolment` is there: it is written in the transaction that puts the data in force. */
  enrolment: z.object({ serverUrl: z.url(), credentials: deviceCredentials }),
  setup: setupRecord,
  organisation,
  timeclock: timeclockProperties,
  /** The version of people and entries that is in force; see people.ts. */
  peopleVersion: z.int(),
  cursor: z.string(),
  /** K16: the next download of changes tells all operators; whoever is not among them goes. */
  operatorsAnew: z.boolean(),
  serverEpoch: identifier,
  /** H4: the server's edition of the zone data, as it last told. */
  serverZoneData: z.string(),
  /** G3: the server's program and contract, as it last told. */
  serverVersions: z.object({ program: z.string().nullable(), contract: z.string() }),
  /** H4: server time minus wall clock, as last learned. */
  clockOffset: z.object({ offsetMs: z.number(), learnedAtMs: z.number() }),
  /** H4: the last time that the wall clock was found moved, or impossible at a start; `atMs` by the wall clock behind it. */
  clockMoved: z.object({ kind: z.enum(['moved', 'impossible']), byMs: z.number(), atMs: z.number() }),
  /** E1, K5: as far as it outlives a restart. `longSilence`: the server answered again after more than 24 hours, and has not yet answered an upload (F4). */
  connectivity: z.object({ online: z.boolean().nullable(), offlineSince: instant.nullable(), lastAuthenticatedAt: instant.nullable(), recoveryDue: z.boolean(), longSilence: z.boolean().default(false) }),
  sync: z.object({ nextSyncAtMs: z.number().nullable(), lastSuccessAt: instant.nullable(), lastFailure: syncFailure.nullable() }),
  /** K7: the recovery that is going on; what existed when it began is up to these two. */
  recovery: z.object({ upToSequence: z.int(), upToRecord: z.int().default(0), startedAtMs: z.number() }),
  /** F4, K7: a decided clearing whose rows are being deleted. */
  clearing: z.object({ upToSequence: z.int(), today: z.string(), yesterday: z.string() }),
  /** D10: the server's end of our chain when it was last found behind what it had acknowledged, and how many punches that concerned. */
  serverBehind: z.object({ sequenceNumber: z.int(), hash: z.string(), noticedAtMs: z.number(), acknowledged: z.int(), cleared: z.int() }),
  /** D10: a decided re-offer whose rows are being made pending again. */
  reoffer: z.object({ after: z.int(), upTo: z.int() }),
  /** D10: up to here the device was asked for what it has no copy of any more; it is not looked for again. */
  goneUpTo: z.int(),
  /** D10: the server's history is another one than before, and its end of the chain has not been looked at since. */
  chainUnchecked: z.boolean(),
  /** B6, K11: guesses at the PIN pad and at the form that found nobody. */
  pinGuesses: guessesMade,
  formGuesses: guessesMade,
  /** G2: what an administrator made of this device; the host's name and the company's language where nothing is stored. */
  deviceName: z.string(),
  deviceLanguage: languageTag,
  /** K15: failed sign-ins in a row, on the device and by user; a user name is a keyed hash, for what was typed may be a password. */
  operatorFailures: z.record(z.string(), guessesMade),
  /** A10, E8: what the last export holds that an import can load. */
  exported: z.object({ upToSequence: z.int(), upToRecord: z.int(), atMs: z.number(), exportId: z.string(), manifestSha256: z.string() }),
  /** H6: this database was restored, from a backup or from the journal and the device's identity; `broughtBack`: punches and records that came from the journal. */
  restored: z.object({ atMs: z.number(), from: z.enum(['backup', 'journal']), backupMadeAtMs: z.number().nullable(), broughtBack: z.int(), setAside: z.string() }),
  /** H6: how the last backup went; `madeAtMs` of the last one that was made. */
  backups: z.object({ madeAtMs: z.number().nullable(), bytes: z.int(), punches: z.int(), failures: z.int(), lastFailure: z.string().nullable() }),
  /** J3: what of the server's changes could not be used and still stands, the latest last (main/passed-over.ts). */
  passedOver: z.array(z.object({ atMs: z.number(), kind: z.enum(['change', 'part']), of: z.string(), path: z.string(), id: z.string().nullable(), count: z.int() })),
  /** I4: when a batch, and with it how the device stands, was last answered; before the first one, when the first sync began. */
  statusTold: z.object({ atMs: z.number() }),
  /** A9: hash of the last enrolment code that was tried from a provisioning file. */
  provisionedBy: z.string(),
  /** A10, H5: where the chain of an earlier setup stood, which was set aside; gone once setup is done. */
  chainBefore: z.object({ tenantId: identifier, sequenceNumber: z.int(), hash: z.string() }),
  /** A10: these of the device's punches were set aside before the server had them: they are imported, or missing by right (D10). */
  chainAside: z.object({ after: z.int(), upTo: z.int() }),
  /** C7: what the platform told last, by the best-known time, and where an administrator said that the kiosk stands. */
  lastPosition: z.object({ ...position.shape, foundAtMs: z.number() }),
  fixedPosition: place,
  /** K14: the device's address as the server saw it last. */
  seenAddress: z.string(),
  /** The device's last punch, once it may have been cleared: numbers and hashes go on from here (H5). */
  chainHead: z.object({ sequenceNumber: z.int(), hash: z.string(), position: journalPosition.nullable() }),
} as const;
export type SettingName = keyof typeof settingSchemas;
export type SettingValue<N extends SettingName> = z.infer<(typeof settingSchemas)[N]>;

const readSetting = query<{ name: string }>()(build.selectFrom('settings').select('value').where('name', '=', given<string>('name')));
const writeSetting = query<{ name: string; value: string }>()(
  build
    .insertInto('settings')
    .values({ name: given<string>('name'), value: given<string>('value') })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: given<string>('value') })),
);
const deleteSetting = query<{ name: string }>()(build.deleteFrom('settings').where('name', '=', given<string>('name')));

export class Settings {
  readonly #connection: Connection;
  readonly #known = new Map<SettingName, unknown>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onRollback(() => this.#known.clear());
  }

  /** The stored value, or null. Throws when what is stored has not the right shape: a defect, never bad input. */
  read<N extends SettingName>(name: N): SettingValue<N> | null {
    if (!this.#known.has(name)) this.#known.set(name, this.#load(name));
    return this.#known.get(name) as SettingValue<N> | null;
  }

  /** Stores a value, in the transaction that is open or in one of its own. */
  write<N extends SettingName>(name: N, value: SettingValue<N>): void {
    this.#connection.run(writeSetting, { name, value: JSON.stringify(value) });
    this.#known.set(name, value);
  }

  clear(name: SettingName): void {
    this.#connection.run(deleteSetting, { name });
    this.#known.set(name, null);
  }

  #load(name: SettingName): unknown {
    const row = this.#connection.get(readSetting, { name });
    return row === undefined ? null : settingSchemas[name].parse(JSON.parse(row.value));
  }
}
