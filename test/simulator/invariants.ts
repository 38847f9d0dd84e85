/** What must hold after every single step of a simulation (limits-and-faults.md, section 6). Each answer is a list of broken ones. */
import type { ModelMain } from './model-main.ts';
import type { ModelServer } from './model-server.ts';

export interface Truth {
  main: ModelMain;
  server: ModelServer;
}

/** Faults of the record itself. */
export function brokenRecords({ main, server }: Truth): string[] {
  const broken: string[] = [];
  for (const punch of main.punches) {
    const stored = server.stored.get(punch.punchId);
    const mark = `punch ${punch.sequence} (${punch.status})`;
    if (punch.status !== 'pending' && stored === undefined) broken.push(`I3: ${mark} is ${punch.status} here, and the server does not have it`);
    if (stored !== undefined && stored !== punch.text) broken.push(`I2: ${mark} has other content at the server`);
  }
  // A punch is deleted here by clearing alone, and clearing takes synced ones: so I1 follows from I3 as long as nothing vanished.
  if (main.punches.some((punch, index) => punch.sequence !== index + 1)) broken.push('I1: a confirmed punch is gone from the device');
  if (server.stored.size > main.punches.length) broken.push('I2: the server holds more punches than were made');
  return broken.concat(server.conflicts.map((punchId) => `I2: ${punchId} came back with other content`), main.violations);
}

/** True when there is nothing left to bring to either side. */
export function isDrained({ main, server }: Truth): boolean {
  const isSettled = main.punches.every((punch) => punch.status !== 'pending');
  const isSame = main.cursor === server.cursor && [...server.employees].every((employeeId) => main.employees.has(employeeId)) && main.employees.size === server.employees.size;
  return isSettled && isSame && main.report?.online === true && main.report.state === 'waiting';
}

/** For a failure's message: where the two sides differ. */
export function whatIsLeft({ main, server }: Truth): string {
  const pending = main.punches.filter((punch) => punch.status === 'pending').map((punch) => punch.sequence);
  return JSON.stringify({ pending, cursor: [main.cursor, server.cursor], employees: [[...main.employees].sort(), [...server.employees].sort()], report: main.report });
}
