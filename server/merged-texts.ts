/** A6: the texts of a language as a kiosk gets them: those that ship with the server, with the tenant's own over them. */
import type { TextBundle } from '../shared/contracts/entities.ts';
import type { ServerDeps } from './app-deps.ts';
import type { TenantScope } from './database/tenant-scope.ts';
import { readTexts } from './database/texts.ts';

/** Of each of `languages`, in their order. */
export async function mergedTexts(deps: Pick<ServerDeps, 'bundledTexts'>, scope: TenantScope, languages: readonly string[]): Promise<(readonly [language: string, texts: TextBundle])[]> {
  const own = await readTexts(scope);
  return languages.map((language) => [language, { ...deps.bundledTexts[language], ...own.get(language) }] as const);
}
