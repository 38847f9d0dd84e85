/** Who may work on a kiosk under test, with real verifiers of the cheapest kind. */
import { hash } from '@node-rs/argon2';
import type { Operator } from '../../shared/contracts/entries.ts';
import type { OperatorRole } from '../../shared/contracts/admin-calls.ts';
import type { Kiosk } from '../../main/kiosk.ts';
import { applyChanges, stageChanges } from '../../main/use-cases/apply-sync.ts';
import { signInOperator } from '../../main/use-cases/sign-in-operator.ts';

export const operatorPasswords = { administrator: 'a-long-secret-one', supervisor: 'another-long-secret' } as const;

/** As the feed brings it: `A1` is the administrator Ada, `S1` the supervisor Sam. */
export async function operatorOf(role: OperatorRole, facts: Partial<Operator> = {}): Promise<Operator> {
  const verifier = await hash(operatorPasswords[role], { memoryCost: 64, timeCost: 1, parallelism: 1 });
  return { userId: role === 'administrator' ? 'A1' : 'S1', username: role === 'administrator' ? 'Ada' : 'Sam', role, verifier, ...facts };
}

/** What the next download tells. */
export async function feedOperators(kiosk: Kiosk, operators: readonly Operator[], removed: readonly string[] = []): Promise<void> {
  const changes = [...operators.map((operator) => ({ kind: 'operator' as const, operator })), ...removed.map((userId) => ({ kind: 'operatorRemoved' as const, userId }))];
  await stageChanges(kiosk, { changes, full: false, first: true });
  await applyChanges(kiosk, { cursor: crypto.randomUUID(), chainEnd: null });
}

/** Both are known on the device, and one of them has signed in, off line. @returns the session's id */
export async function operatorSignedIn(kiosk: Kiosk, role: OperatorRole): Promise<string> {
  const ada = await operatorOf('administrator');
  const sam = await operatorOf('supervisor');
  await feedOperators(kiosk, [ada, sam]);
  const answer = await signInOperator(kiosk, { username: role === 'administrator' ? 'Ada' : 'Sam', password: operatorPasswords[role] });
  if (answer.kind !== 'signedIn') throw new Error(`the sign-in gave ${answer.kind}`);
  return answer.operatorSessionId;
}
