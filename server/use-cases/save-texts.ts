/** A6: the tenant's own wording of one language, checked key by key; all or nothing. Every kiosk hears of it. */
import type { TextBundle } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { checkTexts } from '../checks/check-texts.ts';
import { asProblem } from '../checks/finding.ts';
import { allTimeclocks, recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { writeTexts } from '../database/texts.ts';
import { problem, type Problem } from '../errors.ts';

export type SaveTextsOutcome = { readonly kind: 'saved' } | Problem;

export async function saveTexts(deps: Pick<ServerDeps, 'database' | 'clock' | 'bundledTexts'>, caller: ConsoleCaller, input: { language: string; texts: TextBundle }): Promise<SaveTextsOutcome> {
  if (caller.timeclocks !== null) return problem('noPermissionForTimeclock');
  const findings = checkTexts(input.texts, input.language, deps.bundledTexts['en'] ?? {});
  if (findings.length > 0) return asProblem(findings);
  await deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    await writeTexts(scope, input.language, input.texts);
    await recordChanges(scope, [{ kind: 'texts', subject_id: input.language, timeclock_id: allTimeclocks }], deps.clock.wallMs());
  });
  return { kind: 'saved' };
}
