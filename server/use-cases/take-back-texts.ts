/** Takes back the tenant's own wording of a language; a language that does not ship stays while a timeclock offers it. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { allTimeclocks, recordChanges } from '../database/changes.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { listTimeclockProperties } from '../database/tenants.ts';
import { removeTexts } from '../database/texts.ts';
import { notPossible, problem, type Problem } from '../errors.ts';

export type TakeBackTextsOutcome = { readonly kind: 'removed' } | Problem;

export async function takeBackTexts(deps: Pick<ServerDeps, 'database' | 'clock' | 'bundledTexts'>, caller: ConsoleCaller, language: string): Promise<TakeBackTextsOutcome> {
  if (caller.timeclocks !== null) return problem('noPermissionForTimeclock');
  return deps.database.transaction(async (db) => {
    const scope = tenantScope(db, caller.tenantId);
    const users = Object.hasOwn(deps.bundledTexts, language) ? [] : (await listTimeclockProperties(scope)).filter((timeclock) => timeclock.display.languages.includes(language));
    if (users.length > 0)
      return notPossible(
        'language',
        `take the language out of these timeclocks first: ${users
          .map((timeclock) => timeclock.timeclockId)
          .slice(0, 20)
          .join(', ')}`,
      );
    if ((await removeTexts(scope, language)) === 'none') return problem('notFound');
    await recordChanges(scope, [{ kind: 'texts', subject_id: language, timeclock_id: allTimeclocks }], deps.clock.wallMs());
    return { kind: 'removed' };
  });
}
