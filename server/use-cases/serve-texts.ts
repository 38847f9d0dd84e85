/** A6: the texts of every language that the timeclock offers: those that ship with the server, with the tenant's own over them. */
import type { TextBundle } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';
import { readTexts } from '../database/texts.ts';
import { problem, type Problem } from '../errors.ts';

export type ServeTextsOutcome = { readonly kind: 'texts'; readonly texts: Record<string, TextBundle> } | Problem;

export async function serveTexts(deps: Pick<ServerDeps, 'database' | 'bundledTexts'>, caller: DeviceCaller): Promise<ServeTextsOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const properties = await readTimeclockProperties(scope, caller.timeclockId);
  if (properties === null) return problem('unknownTimeclock');
  const own = await readTexts(scope);
  const merged = properties.display.languages.map((language) => [language, { ...deps.bundledTexts[language], ...own.get(language) }] as const);
  return { kind: 'texts', texts: Object.fromEntries(merged) };
}
