/** H3, C9: corrects a punch with a reason; what it was before stays on record. */
import type { z } from 'zod';
import type { storedPunch } from '../../shared/contracts/console-entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { toOneStoredPunch } from '../database/punch-list.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import type { Problem } from '../errors.ts';
import { storeCorrection, type CorrectionInput } from '../supervision/corrected-punch.ts';
import { holdPunchFor } from '../supervision/find-punch.ts';

export type CorrectPunchOutcome = { readonly kind: 'corrected'; readonly punch: z.infer<typeof storedPunch> } | Problem;

export async function correctPunch(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, punchId: string, input: CorrectionInput): Promise<CorrectPunchOutcome> {
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const found = await holdPunchFor(scope, caller, punchId, [`c:${input.correctionId}`]);
    if (found.kind === 'problem') return found;
    const corrected = await storeCorrection(scope, caller, found.row, input, deps.clock.wallMs());
    return corrected.kind === 'problem' ? corrected : { kind: 'corrected', punch: await toOneStoredPunch(scope, corrected.row) };
  });
}
