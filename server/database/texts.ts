/** What a tenant words differently from the texts that ship. */
import { textBundle, type TextBundle } from '../../shared/contracts/entities.ts';
import type { TenantScope } from './tenant-scope.ts';

/** By language. */
export async function readTexts(scope: TenantScope): Promise<Map<string, TextBundle>> {
  const rows = await scope.selectTexts().select(['language', 'texts']).execute();
  return new Map(rows.map((row) => [row.language, textBundle.parse(JSON.parse(row.texts))]));
}
