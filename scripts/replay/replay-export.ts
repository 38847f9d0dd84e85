/**
 * A replay from end to end: one kiosk is set up at a real server process, goes off line, takes every row of the export, and
 * brings what it took to the server in one recovery sync when that comes back. Then both are asked what they have.
 */
import { join } from 'node:path';
import { defaultTimeclock } from '../../server/default-timeclock.ts';
import { demo } from '../../server/demo.ts';
import { seedFolder } from '../../server/seed-people.ts';
import type { CallAnswer } from '../../shared/contracts/ipc.ts';
import { answerOf, askUntil } from '../../test/support/kiosk-caller.ts';
import { readAllPunches } from '../../test/support/server-books.ts';
import { startServer, type ServerProcess } from '../../test/support/server-process.ts';
import { castFor } from './cast.ts';
import { feedExport, type FedExport } from './feed-export.ts';
import type { Fed } from './feed-tap.ts';
import { readExport, type ExportRow } from './read-export.ts';
import { findPending, startReplayedKiosk, type ReplayedKiosk } from './replayed-kiosk.ts';
import { RowTime } from './row-time.ts';
import { tallyUp, type Tally } from './tally.ts';

export interface ReplayInput {
  /** The export's text. */
  readonly text: string;
  /** Empty; kiosk and server get a folder each below it. */
  readonly folder: string;
  readonly onStage: (sentence: string) => void;
  readonly onRow: (row: ExportRow, fed: Fed | null) => void;
}

export interface ReplayOutcome {
  readonly tally: Tally;
  /** Punches that the kiosk still has pending, by the server's reason. */
  readonly pendingBy: ReadonlyMap<string, number>;
}

const timeclock = { ...defaultTimeclock({ timeclockId: 9001, name: 'Replay', timeZone: 'UTC', punchTemplate: { kind: 'twoEntries' } }) };
const hintEveryMs = 250;
const noticedWithinMs = 30_000;
/** A recovery of a million punches ends well within this; one that does not is told by the numbers. */
const recoveredWithinMs = 300_000;

export async function replayExport(input: ReplayInput): Promise<ReplayOutcome> {
  const rows = [...readExport(input.text)];
  const taps = rows.flatMap((row) => (row.kind === 'tap' ? [row.tap] : []));
  const cast = castFor(taps);
  const serverFolder = join(input.folder, 'server');
  const kioskFolder = join(input.folder, 'kiosk');
  input.onStage(`${rows.length} rows, ${cast.size} people. Starting a server and setting a kiosk up at it.`);
  const seeded = await seedFolder(serverFolder, { timeclock, people: [...cast.values()] });
  if (seeded.kind !== 'seeded') throw new Error(`The server's people could not be made: ${seeded.kind}.`);
  const time = new RowTime(taps[0]?.instantMs ?? Date.now(), () => performance.now());
  const programs = new Programs(serverFolder);
  try {
    const server = await programs.startServer();
    const kiosk = await programs.keep(startReplayedKiosk(kioskFolder, time));
    await kiosk.setUp({ serverUrl: server.url, company: demo.company, alias: demo.alias, timeclockId: timeclock.timeclockId, ...demo.administrator });
    await goOffline(programs, kiosk);
    input.onStage('The kiosk is off line. Feeding the rows.');
    const showRow = (tap: { readonly instantMs: number; readonly note: string | null }): void => {
      time.set(tap.instantMs);
      kiosk.setNote(tap.note);
    };
    const fed = await feedExport({ kiosk, cast, duplicateWindowMs: timeclock.duplicateWindowSeconds * 1000, showRow, onRow: input.onRow }, rows);
    input.onStage('The server comes back. One recovery sync.');
    const back = await programs.startServer();
    await recover(kiosk);
    const onServer = await readAllPunches(back.url, demo.administrator);
    await kiosk.stop();
    return await settleAccounts(
      kioskFolder,
      fed,
      onServer.map((punch) => punch.punchId),
    );
  } finally {
    await programs.end();
  }
}

/** The server's process ends; the kiosk notices before the first row. */
async function goOffline(programs: Programs, kiosk: ReplayedKiosk): Promise<void> {
  await programs.stopServer();
  await hintUntil(kiosk, (status) => status.online === false, noticedWithinMs);
}

/** Waits for the recovery to begin by itself and to end; one that does not end is told by what is missing. */
async function recover(kiosk: ReplayedKiosk): Promise<void> {
  const { lastSuccessAt } = await answerOf(kiosk, 'readStatus', {});
  await hintUntil(kiosk, (status) => status.lastSuccessAt !== lastSuccessAt && !status.recovery && status.state === 'waiting', recoveredWithinMs).catch(() => undefined);
}

/** Asks for the status until it is as wished, and hints at the network as an operating system does when a cable goes in or out. */
async function hintUntil(kiosk: ReplayedKiosk, wished: (status: CallAnswer<'readStatus'>) => boolean, withinMs: number): Promise<void> {
  const hints = setInterval(() => kiosk.hintAtNetwork(), hintEveryMs);
  try {
    await askUntil(kiosk, 'readStatus', {}, wished, withinMs);
  } finally {
    clearInterval(hints);
  }
}

async function settleAccounts(kioskFolder: string, fed: FedExport, onServer: readonly string[]): Promise<ReplayOutcome> {
  const pending = await findPending(kioskFolder, fed.confirmed);
  const pendingBy = new Map<string, number>();
  for (const reason of pending.values()) pendingBy.set(reason, (pendingBy.get(reason) ?? 0) + 1);
  return { tally: tallyUp(fed.counts, { confirmed: fed.confirmed, onServer, pending: [...pending.keys()] }), pendingBy };
}

/** What was started, so that nothing is left running whatever happens. */
class Programs {
  readonly #serverFolder: string;
  #server: ServerProcess | null = null;
  #kiosk: ReplayedKiosk | null = null;
  #port = 0;

  constructor(serverFolder: string) {
    this.#serverFolder = serverFolder;
  }

  /** On the same port as before, once it has had one. */
  async startServer(): Promise<ServerProcess> {
    this.#server = await startServer({ dataFolder: this.#serverFolder, port: this.#port });
    this.#port = this.#server.port;
    return this.#server;
  }

  async stopServer(): Promise<void> {
    await this.#server?.program.end('SIGTERM');
    this.#server = null;
  }

  async keep(starting: Promise<ReplayedKiosk>): Promise<ReplayedKiosk> {
    this.#kiosk = await starting;
    return this.#kiosk;
  }

  async end(): Promise<void> {
    await this.#kiosk?.stop();
    await this.stopServer();
  }
}
