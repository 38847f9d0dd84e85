/**
 * G1, K15, K16: somebody signs in to the administration. On line the server decides, within a bound; when it is away, or does not
 * answer in time, or cannot say, the verifiers decide that the feed has brought. Either way a failure counts, on the device and on
 * the user, before anybody hears of it; and only one sign-in is looked at at a time, so that many at once are no way around it.
 */
import type { OperatorRefusalCode, SignInDecidedBy } from '../../shared/contracts/admin-calls.ts';
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { nobodysHash } from '../../shared/lib/nobodys-hash.ts';
import { usernameKey } from '../../shared/rules/username.ts';
import { checkVerifier } from '../check-verifier.ts';
import { listOperators } from '../database/outcomes.ts';
import type { SettingValue } from '../database/settings.ts';
import type { Kiosk } from '../kiosk.ts';
import { mayOf } from '../operator-permissions.ts';
import type { OperatorFacts } from '../operator-sessions.ts';

/** A slow or half-open network holds nobody up for longer. */
const serverWithinMs = 5_000;
const usualWaitSeconds = 60;

type Kiosks = Pick<Kiosk, 'connection' | 'settings' | 'state' | 'relay' | 'operators' | 'signInFailures' | 'syncLog' | 'time' | 'log'>;
type Answer = CallAnswer<'signInOperator'>;
type Typed = CallInput<'signInOperator'>;
type Enrolment = SettingValue<'enrolment'>;

type Verdict =
  | { readonly kind: 'operator'; readonly operator: OperatorFacts; readonly decidedBy: SignInDecidedBy }
  | { readonly kind: 'refused'; readonly code: OperatorRefusalCode; readonly decidedBy: SignInDecidedBy }
  | { readonly kind: 'lockedOut'; readonly waitSeconds: number }
  | { readonly kind: 'noVerifiers' };

export function signInOperator(kiosk: Kiosks, input: Typed): Promise<Answer> {
  return kiosk.signInFailures.inTurn(() => attempt(kiosk, { username: input.username.trim(), password: input.password }));
}

async function attempt(kiosk: Kiosks, typed: Typed): Promise<Answer> {
  const enrolment = kiosk.settings.read('enrolment');
  if (enrolment === null) return { kind: 'notReady' };
  const key = Buffer.from(enrolment.credentials.tenantKey, 'hex');
  const waitMs = kiosk.signInFailures.waitMs(typed.username, key);
  if (waitMs > 0) return { kind: 'lockedOut', waitSeconds: Math.ceil(waitMs / 1000) };
  const takeBack = kiosk.signInFailures.count(typed.username, key);
  const verdict = (await askServer(kiosk, enrolment, typed)) ?? (await askVerifiers(kiosk, typed));
  switch (verdict.kind) {
    case 'operator':
      kiosk.signInFailures.clear(typed.username, key);
      return begin(kiosk, verdict.operator, verdict.decidedBy);
    case 'refused': {
      // The password was right: the server ends the row of failures then, and so does the device.
      if (verdict.code !== 'unknownUser' && verdict.code !== 'wrongPassword') kiosk.signInFailures.clear(typed.username, key);
      note(kiosk, 'operator.refused', { code: verdict.code, decidedBy: verdict.decidedBy });
      return { ...verdict, waitSeconds: Math.ceil(kiosk.signInFailures.waitMs(typed.username, key) / 1000) };
    }
    case 'lockedOut':
    case 'noVerifiers':
      takeBack();
      note(kiosk, 'operator.refused', { code: verdict.kind });
      return verdict;
  }
}

function begin(kiosk: Kiosks, operator: OperatorFacts, decidedBy: SignInDecidedBy): Answer {
  const { operatorSessionId, userId, username, role } = kiosk.operators.begin(operator, listOperators(kiosk.connection));
  note(kiosk, 'operator.signedIn', { userId, role, decidedBy });
  return { kind: 'signedIn', operatorSessionId, username, role, may: [...mayOf(role)], decidedBy };
}

/** Null where the server has not decided. */
async function askServer(kiosk: Kiosks, { serverUrl, credentials }: Enrolment, input: Typed): Promise<Verdict | null> {
  if (!kiosk.state.isOnline()) return null;
  const outcome = await kiosk.relay.ask({ route: 'verifyOperator', serverUrl, deviceToken: credentials.deviceToken, input, timeoutMs: serverWithinMs });
  if (outcome.kind === 'answered') return { kind: 'operator', operator: outcome.answer, decidedBy: 'server' };
  if (outcome.kind === 'failed') return null;
  switch (outcome.code) {
    case 'unknownUser':
    case 'wrongPassword':
    case 'userOfAnotherTenant':
    case 'roleNotAllowed':
    case 'noPermissionForTimeclock':
      return { kind: 'refused', code: outcome.code, decidedBy: 'server' };
    case 'lockedOut':
      return { kind: 'lockedOut', waitSeconds: Math.max(1, outcome.retryAfterSeconds ?? usualWaitSeconds) };
    default:
      return null;
  }
}

async function askVerifiers(kiosk: Kiosks, typed: Typed): Promise<Verdict> {
  const listed = listOperators(kiosk.connection);
  if (listed.length === 0) return { kind: 'noVerifiers' };
  const key = usernameKey(typed.username);
  const named = listed.find((one) => usernameKey(one.username) === key);
  // Whoever is not known costs the same time as a wrong password.
  const outcome = await checkVerifier(named?.verifier ?? nobodysHash, typed.password);
  if (named === undefined) return { kind: 'refused', code: 'unknownUser', decidedBy: 'device' };
  if (outcome === 'unusable') note(kiosk, 'operator.badVerifier', { userId: named.userId });
  // The feed may have taken the person away meanwhile, or given them another password.
  const operator = listOperators(kiosk.connection).find((one) => one.userId === named.userId && one.verifier === named.verifier);
  if (operator === undefined) return { kind: 'refused', code: 'unknownUser', decidedBy: 'device' };
  return outcome === 'matches' ? { kind: 'operator', operator, decidedBy: 'device' } : { kind: 'refused', code: 'wrongPassword', decidedBy: 'device' };
}

/** Who came and who was refused is kept; never what they typed. */
function note(kiosk: Kiosks, event: 'operator.signedIn' | 'operator.refused' | 'operator.badVerifier', fields: Record<string, string>): void {
  kiosk.log(event, fields);
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: event === 'operator.signedIn' ? 'info' : 'warning', event, fields });
}
