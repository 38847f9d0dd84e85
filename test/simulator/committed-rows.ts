/** What is committed in the real server's file, read beside it on a connection of its own: what its processes do not know cannot be read here. */
import { copyFileSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { punch as punchSchema } from '../../shared/contracts/entities.ts';
import type { StoredPunch } from './server-side.ts';

const punchRow = z.object({ punch_id: z.string(), device_id: z.string(), sequence_number: z.int(), hash: z.string(), content: z.string(), noted: z.string() });
const stateRow = z.object({ name: z.string(), value: z.string() });
const lastRow = z.object({ last: z.int().nullable() });

export class CommittedRows {
  readonly #file: SQLite.Database;
  readonly #ids: SQLite.Statement;
  readonly #one: SQLite.Statement;
  readonly #recordIds: SQLite.Statement;
  readonly #token: SQLite.Statement;
  #punches = new Map<string, StoredPunch>();
  #version = -1;
  #records = new Set<string>();
  #recordVersion = -1;

  constructor(path: string) {
    this.#file = new SQLite(path, { readonly: true });
    this.#ids = this.#file.prepare("select punch_id from punches where source = 'kiosk'").pluck();
    this.#recordIds = this.#file.prepare('select record_id from outbox_records').pluck();
    this.#one = this.#file.prepare('select * from punches where punch_id = ?');
    this.#token = this.#file.prepare('select 1 from devices where device_id = ? and token_revoked_ms is null and (token_hash = ? or previous_token_hash = ?)');
  }

  static copy(from: string, to: string): void {
    copyFileSync(from, to);
  }

  /** Epoch, key of the cursors, and sealing keys. */
  state(): { epoch: string; tokenKey: string; sealingKey: string } {
    const rows = new Map(
      stateRow
        .array()
        .parse(this.#file.prepare('select name, value from server_state').all())
        .map(({ name, value }) => [name, value]),
    );
    return { epoch: rows.get('epoch') ?? '', tokenKey: rows.get('tokenKey') ?? '', sealingKey: rows.get('sealingKey') ?? '' };
  }

  /** Read again when `version` is another one. */
  punches(version: number): ReadonlyMap<string, StoredPunch> {
    if (version === this.#version) return this.#punches;
    this.#version = version;
    const before = this.#punches;
    const ids = z.array(z.string()).parse(this.#ids.all());
    this.#punches = new Map(ids.map((punchId) => [punchId, before.get(punchId) ?? this.#punch(punchId)]));
    return this.#punches;
  }

  /** Ids of everything beside punches that was taken, or refused with a reason. */
  records(version: number): ReadonlySet<string> {
    if (version !== this.#recordVersion) this.#records = new Set(z.array(z.string()).parse(this.#recordIds.all()));
    this.#recordVersion = version;
    return this.#records;
  }

  #punch(punchId: string): StoredPunch {
    const row = punchRow.parse(this.#one.get(punchId));
    const { previousHash } = punchSchema.parse(JSON.parse(row.content));
    return { punchId, deviceId: row.device_id, sequenceNumber: row.sequence_number, text: row.content, hash: row.hash, previousHash };
  }

  /** H5, I4: a gap that is not noted, and two that do not follow on each other. */
  brokenChains(): string[] {
    const rows = punchRow.array().parse(this.#file.prepare("select * from punches where source = 'kiosk' order by device_id, sequence_number").all());
    return rows.flatMap((row, index) => {
      const before = rows[index - 1];
      const noted = row.noted.includes('"chainGap"');
      const follows = before?.device_id === row.device_id && before.sequence_number === row.sequence_number - 1;
      if (row.noted.includes('"chainAltered"')) return [`H5: the server finds ${row.punch_id} altered`];
      if (!follows && row.sequence_number > 1 && !noted) return [`I4: before ${row.punch_id} one is missing, and that is not noted`];
      if (follows && noted) return [`I4: a gap before ${row.punch_id} is noted that is closed`];
      return [];
    });
  }

  isTokenOfUse(deviceId: string, hash: string): boolean {
    return this.#token.get(deviceId, hash, hash) !== undefined;
  }

  /** The number of the last change that concerns a timeclock. */
  lastChange(timeclockId: number): number {
    return lastRow.parse(this.#file.prepare('select max(sequence) as last from changes where timeclock_id in (0, ?)').get(timeclockId)).last ?? 0;
  }

  copyTo(path: string): void {
    this.#file.prepare('vacuum into ?').run(path);
  }

  close(): void {
    this.#file.close();
  }
}
