/** H7: what the console shows before anybody types a punch for somebody. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { findPersonFor } from '../supervision/find-person.ts';
import { silentKiosksFor, type SilentKiosk } from '../supervision/silent-kiosks.ts';

export type ReadSilentKiosksOutcome = { readonly kind: 'kiosks'; readonly silentKiosks: SilentKiosk[] } | Problem;

export async function readSilentKiosks(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, employeeId: string): Promise<ReadSilentKiosksOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const person = await findPersonFor(scope, caller, employeeId);
  if (person.kind === 'problem') return person;
  return { kind: 'kiosks', silentKiosks: await silentKiosksFor(scope, caller, employeeId, null, deps.clock.wallMs()) };
}
