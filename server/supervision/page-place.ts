/** Where a page of a list begins: our own signed note, good for the tenant and the list that it was made for. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import type { NoteParts } from '../secrets/tokens.ts';

/** The parts of a note, without the tenant; null for one that was made elsewhere. */
export function openPlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, purpose: string, note: string): NoteParts | null {
  const [tenantId, ...parts] = deps.signer.open(purpose, note) ?? [];
  return tenantId === caller.tenantId ? parts : null;
}

export function signPlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, purpose: string, parts: NoteParts): string {
  return deps.signer.sign(purpose, [caller.tenantId, ...parts]);
}
