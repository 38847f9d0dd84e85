/** The server's side of a simulation, as wire, happenings and invariants see it: a model, or the real use cases over SQLite. */
import type { Employee, TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import type { RawAnswer } from '../../daemon/server-answer.ts';

/** One request as it arrives; a sealed body is, in a simulation, the open text. */
export interface ServerInput {
  readonly route: string;
  readonly query: ReadonlyMap<string, string>;
  readonly deviceToken: string | null;
  readonly body: string;
}

/** A punch that is committed. */
export interface StoredPunch {
  readonly punchId: string;
  readonly deviceId: string;
  readonly sequenceNumber: number;
  /** What the device sent, as canonical JSON. */
  readonly text: string;
  readonly hash: string;
  readonly previousHash: string;
}

/** Where a killed process dies: what it worked on is rolled back, or it is committed and nobody hears so. */
export type KillPoint = 'beforeCommit' | 'afterCommit' | 'never';

export interface ServerSide {
  /** Changes with everything that is committed. */
  readonly version: number;
  /** Whether its process runs. */
  readonly isUp: boolean;
  /** False while it works: no time passes until it is done. */
  readonly isIdle: boolean;
  /** What must never be, as far as this side can tell. */
  readonly violations: readonly string[];
  /** How many punches it has found failed (F5), and how many tokens it renewed (D9). */
  readonly failures: number;
  readonly renewals: number;
  /** Answers, or null where the process died meanwhile. */
  handle(input: ServerInput): RawAnswer | null | Promise<RawAnswer | null>;
  /** Ends the process at its next upload; it has to be started again. */
  killAt(point: KillPoint): void;
  stop(): void | Promise<void>;
  start(): void | Promise<void>;
  /** Keeps what is committed now; the last copy is the one that comes back. */
  backUp(): void | Promise<void>;
  /** Ids of the punches in the backup; null where there is none. */
  backedUp(): ReadonlySet<string> | null;
  /** As the manual says: the backup, then a new epoch. */
  restore(): void | Promise<void>;
  /** Cursors given out so far mean nothing any more. */
  forgetCursors(): void | Promise<void>;
  hire(timeclockId: number, person: Employee): void | Promise<void>;
  dismiss(employeeId: string): void | Promise<void>;
  /** Assignments of a person end yesterday. */
  endAssignments(employeeId: string): void | Promise<void>;
  changeRules(timeclockId: number, change: Partial<TimeclockProperties>): void | Promise<void>;
  revoke(deviceId: string): void | Promise<void>;
  /** The device's token has come to its end. */
  expire(deviceId: string): void | Promise<void>;
  /** A new sign-in; null where the process died meanwhile. */
  enrol(deviceId: string): DeviceCredentials | null | Promise<DeviceCredentials | null>;
  /** What it does of its own accord. */
  work(): void | Promise<void>;
  /** True for a token with which that device can get on by itself, if need be by a renewal. */
  isTokenOfUse(deviceId: string, token: string): boolean;
  /** Every committed punch by its id. */
  stored(): ReadonlyMap<string, StoredPunch>;
  /** K9: ids of every committed record. */
  storedRecords(): ReadonlySet<string>;
  /** H5: what is wrong with the chains as they are stored, other than gaps that are noted. */
  brokenChains(): string[];
  /** What the device does not know as it is here; null when its cursor, people and rules are up to date. */
  differenceTo(timeclockId: number, device: KnownToDevice): string | null | Promise<string | null>;
  close(): void | Promise<void>;
}

/** What a device has downloaded. */
export interface KnownToDevice {
  readonly deviceId: string;
  readonly cursor: string | null;
  readonly people: readonly Employee[];
  readonly properties: TimeclockProperties | null;
}
