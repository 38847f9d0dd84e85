/** What must hold after every single step of a simulation (limits-and-faults.md, section 6). Each answer is a list of broken ones. */
import type { SyncReport } from '../../shared/contracts/daemon.ts';
import type { MainSide } from './main-side.ts';
import type { ModelServer } from './model-server.ts';

export interface Truth {
  /** What people were told is recorded: id and content. */
  confirmed: ReadonlyMap<string, string>;
  /** K9: likewise what travels beside punches. */
  confirmedRecords: ReadonlyMap<string, string>;
  main: MainSide;
  server: ModelServer;
  report: SyncReport | null;
}

/** Faults of the record itself. */
export function brokenRecords(truth: Truth): string[] {
  const { confirmed, main, server } = truth;
  const broken: string[] = [...main.violations, ...brokenOutbox(truth)];
  const onDevice = new Map(main.punchesOnDevice().map((punch) => [punch.punchId, punch]));
  for (const [punchId, text] of confirmed) {
    const punch = onDevice.get(punchId);
    const stored = server.stored.get(punchId);
    if (punch === undefined && stored === undefined) broken.push(`I1: ${punchId} was confirmed and is nowhere`);
    if (punch?.status === 'synced' && stored === undefined) broken.push(`I3: ${punchId} is synced here, and the server does not have it`);
    if (stored !== undefined && stored !== text) broken.push(`I2: ${punchId} has other content at the server`);
    if (punch !== undefined && punch.text !== text) broken.push(`I2: ${punchId} has other content here`);
  }
  if (!server.tokens.isOfUse(main.atStart().deviceToken)) broken.push('D9: the token that is stored can neither be used nor renewed');
  if (server.stored.size > confirmed.size) broken.push('I2: the server holds more punches than were confirmed');
  return broken.concat(server.conflicts.map((punchId) => `I2: ${punchId} came back with other content`));
}

/** K9: a record is where it was kept until the server has it. */
function brokenOutbox({ confirmedRecords, main, server }: Truth): string[] {
  const onDevice = new Map(main.recordsOnDevice().map((record) => [record.recordId, record.status]));
  const lost = [...confirmedRecords.keys()].filter((recordId) => onDevice.get(recordId) !== 'pending' && !server.records.has(recordId));
  return lost.map((recordId) => `K9: ${recordId} was confirmed, is not pending here, and the server does not have it`);
}

/** True when there is nothing left to bring to either side. */
export function isDrained({ main, server, report }: Truth): boolean {
  if (report?.online !== true || report.state !== 'waiting') return false;
  return main.punchesOnDevice().every((punch) => punch.status === 'synced') && main.recordsOnDevice().every((record) => record.status === 'settled') && main.isUpToDateWith(server);
}

/** For a failure's message: what has not come to its end. */
export function whatIsLeft({ main, server, report }: Truth): string {
  const count = (status: 'pending' | 'failed'): number => main.punchesOnDevice().filter((punch) => punch.status === status).length;
  return JSON.stringify({ pending: count('pending'), failed: count('failed'), isUpToDate: main.isUpToDateWith(server), report });
}
