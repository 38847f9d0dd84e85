/** What must hold after every single step of a simulation (limits-and-faults.md, section 6). Each answer is a list of broken ones. */
import type { SyncReport } from '../../shared/contracts/daemon.ts';
import type { MainSide } from './main-side.ts';
import type { ModelServer } from './model-server.ts';

export interface Truth {
  /** What people were told is recorded: id and content. */
  confirmed: ReadonlyMap<string, string>;
  main: MainSide;
  server: ModelServer;
  report: SyncReport | null;
}

/** Faults of the record itself. */
export function brokenRecords({ confirmed, main, server }: Truth): string[] {
  const broken: string[] = [...main.violations];
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

/** True when there is nothing left to bring to either side. */
export function isDrained({ main, server, report }: Truth): boolean {
  if (report?.online !== true || report.state !== 'waiting') return false;
  return main.punchesOnDevice().every((punch) => punch.status === 'synced') && main.isUpToDateWith(server);
}

/** For a failure's message: what has not come to its end. */
export function whatIsLeft({ main, server, report }: Truth): string {
  const count = (status: 'pending' | 'failed'): number => main.punchesOnDevice().filter((punch) => punch.status === status).length;
  return JSON.stringify({ pending: count('pending'), failed: count('failed'), isUpToDate: main.isUpToDateWith(server), report });
}
