/** What a tenant words differently from the texts that ship. */
import { textBundle, type TextBundle } from '../../shared/contracts/entities.ts';
import type { TenantScope } from './tenant-scope.ts';

/** By language. */
export async function readTexts(scope: TenantScope): Promise<Map<string, TextBundle>> {
  const rows = await scope.selectTexts().select(['language', 'texts']).execute();
  return new Map(rows.map((row) => [row.language, textBundle.parse(JSON.parse(row.texts))]));
}

/** Creates or replaces a language's texts; the change row is the caller's. */
export async function upsertTexts(scope: TenantScope, language: string, texts: TextBundle): Promise<void> {
  const text = JSON.stringify(texts);
  await scope
    .insertTexts({ language, texts: text })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'language']).doUpdateSet({ texts: text }))
    .execute();
}
