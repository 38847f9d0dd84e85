/**
 * The ledger of confirmations: what the kiosk said to people, written by a process that is never killed, each line on the disk
 * before the next tap. It also holds every tap that was begun, for one that was never answered may have been stored or not.
 */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { punchEntry } from '../../shared/contracts/punch-calls.ts';
import { punchType } from '../../shared/contracts/entities.ts';

const line = z.discriminatedUnion('kind', [
  /** A touch that is about to be sent; the same one when it is sent again after a restart. */
  z.strictObject({ kind: z.literal('tap'), tapId: z.uuid(), employeeId: z.string(), type: punchType }),
  /** The kiosk said "recorded". */
  z.strictObject({ kind: z.literal('confirmed'), tapId: z.uuid(), employeeId: z.string(), punch: punchEntry }),
  /** The kiosk said that it needs nothing more for this touch, or that it may not be. */
  z.strictObject({ kind: z.literal('settled'), tapId: z.uuid(), answer: z.enum(['alreadyRecorded', 'notAllowed', 'blocked', 'sessionEnded', 'notSaved']) }),
]);
export type LedgerLine = z.infer<typeof line>;

export interface LedgerWriter {
  /** Durable when it returns. */
  write(entry: LedgerLine): void;
  close(): void;
}

export function openLedger(path: string): LedgerWriter {
  const file = openSync(path, 'a');
  return {
    write: (entry) => {
      writeSync(file, `${JSON.stringify(entry)}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** What the ledger says, all told. */
export interface Ledger {
  readonly confirmed: readonly Extract<LedgerLine, { kind: 'confirmed' }>[];
  /** Taps that were never answered by "recorded", by their ids. */
  readonly unconfirmed: ReadonlyMap<string, Extract<LedgerLine, { kind: 'tap' }>>;
}

export function readLedger(path: string): Ledger {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => line.parse(JSON.parse(text)));
  const confirmed = lines.filter((entry) => entry.kind === 'confirmed');
  const answered = new Set(confirmed.map((entry) => entry.tapId));
  const unconfirmed = lines.filter((entry) => entry.kind === 'tap').filter((tap) => !answered.has(tap.tapId));
  return { confirmed, unconfirmed: new Map(unconfirmed.map((tap) => [tap.tapId, tap])) };
}
