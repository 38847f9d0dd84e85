/** A6: the texts of every language that the timeclock offers. */
import type { TextBundle } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { problem, type Problem } from '../errors.ts';
import { mergedTexts } from '../merged-texts.ts';

export type ServeTextsOutcome = { readonly kind: 'texts'; readonly texts: Record<string, TextBundle> } | Problem;

export async function serveTexts(deps: Pick<ServerDeps, 'database' | 'bundledTexts'>, caller: DeviceCaller): Promise<ServeTextsOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  return { kind: 'texts', texts: Object.fromEntries(await mergedTexts(deps, scope, properties.display.languages)) };
}
