/** What a tenant words differently from the texts that ship. */
import { textBundle, type TextBundle } from '../../shared/contracts/entities.ts';
import type { TenantScope } from './tenant-scope.ts';

/** By language. */
export async function readTexts(scope: TenantScope): Promise<Map<string, TextBundle>> {
  const rows = await scope.selectTexts().select(['language', 'texts']).execute();
  return new Map(rows.map((row) => [row.language, textBundle.parse(JSON.parse(row.texts))]));
}

/** Replaces what the tenant worded in this language. */
export async function writeTexts(scope: TenantScope, language: string, texts: TextBundle): Promise<void> {
  const text = JSON.stringify(texts);
  await scope
    .insertTexts({ language, texts: text })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'language']).doUpdateSet({ texts: text }))
    .execute();
}

/** @returns whether there were any */
export async function removeTexts(scope: TenantScope, language: string): Promise<'removed' | 'none'> {
  const { numDeletedRows } = await scope.deleteTexts().where('language', '=', language).executeTakeFirstOrThrow();
  return numDeletedRows === 0n ? 'none' : 'removed';
}
