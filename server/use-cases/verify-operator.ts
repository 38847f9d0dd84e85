/** G1, K15: an administrator or supervisor signs in at a kiosk. Nothing is opened for them here: what they may do there, the kiosk decides (K16). */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import { checkOperator } from '../secrets/check-operator.ts';
import type { Problem } from '../errors.ts';

export type VerifyOperatorOutcome = { readonly kind: 'verified'; readonly answer: z.input<typeof routes.verifyOperator.answer> } | Problem;

export async function verifyOperator(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: DeviceCaller, input: { username: string; password: string }): Promise<VerifyOperatorOutcome> {
  const { tenantId, timeclockId, deviceId } = caller;
  const operator = await checkOperator(deps, { tenantId, timeclockId, deviceId, ...input });
  if (operator.kind === 'problem') return operator;
  const { userId, username, role } = operator;
  return { kind: 'verified', answer: { userId, username, role } };
}
