/** H7: a supervisor types a punch; the answer warns of kiosks that may hold one of the same moment. */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { lockPersons } from '../database/person-locks.ts';
import { toOneStoredPunch } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { newId } from '../supervision/new-id.ts';
import { silentKiosksFor, type SilentKiosk } from '../supervision/silent-kiosks.ts';
import { storeTyped, type TypedPunch } from '../supervision/typed-punch.ts';

export type TypePunchOutcome = { readonly kind: 'typed'; readonly punch: z.infer<typeof storedPunch>; readonly silentKiosks: SilentKiosk[] } | Problem;

export async function typePunch(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, caller: ConsoleCaller, input: TypedPunch): Promise<TypePunchOutcome> {
  const nowMs = deps.clock.wallMs();
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await lockPersons(scope, [`e:${input.employeeId}`, `p:${input.punchId}`]);
    const typed = await storeTyped(scope, caller, input, newId(deps.randomBytes, nowMs), nowMs);
    if (typed.kind === 'problem') return typed;
    const silentKiosks = await silentKiosksFor(scope, caller, input.employeeId, input.timeclockId, nowMs);
    return { kind: 'typed', punch: await toOneStoredPunch(scope, typed.row), silentKiosks };
  });
}
