/** An administrator or supervisor signs in to look at punches; the token lives for half a day and is kept as a hash. */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import { checkPassword } from '../secrets/check-password.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { removeExpiredSessions, visibleTimeclocks } from '../database/users.ts';
import { problem, type Problem } from '../errors.ts';
import { newBearerToken, tokenHash } from '../secrets/tokens.ts';

const sessionLifeMs = 12 * 3_600_000;

export type OpenSessionOutcome = { readonly kind: 'opened'; readonly answer: z.input<typeof routes.openSession.answer> } | Problem;

export async function openSession(deps: Pick<ServerDeps, 'database' | 'clock' | 'randomBytes'>, input: { username: string; password: string }): Promise<OpenSessionOutcome> {
  const checked = await checkPassword(deps, input, []);
  if (checked.kind === 'problem') return checked;
  const { user } = checked;
  if (user.role === 'viewer') return problem('roleNotAllowed');
  const sessionToken = newBearerToken('zts', deps.randomBytes);
  const nowMs = deps.clock.wallMs();
  await deps.database.transaction(async (db) => {
    await removeExpiredSessions(db, nowMs);
    await tenantScope(db, user.tenantId)
      .insertSession({ token_hash: tokenHash(sessionToken), user_id: user.userId, expires_ms: nowMs + sessionLifeMs })
      .execute();
  });
  const timeclocks = await visibleTimeclocks(tenantScope(deps.database.reader, user.tenantId), user.userId);
  const session = { userId: user.userId, username: user.username, role: user.role, timeclocks, tenantId: user.tenantId };
  return { kind: 'opened', answer: { sessionToken, expiresAt: new Date(nowMs + sessionLifeMs).toISOString(), session } };
}
