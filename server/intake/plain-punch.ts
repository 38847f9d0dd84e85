/**
 * The quick way through the contract's check of a punch (D3), for the shape that kiosks send: keys in the schema's order, an employee, everything
 * in its usual form. Its yes means that the schema says yes as well and would hand back the same; its no means nothing, and the schema is
 * asked. plain-punch.test.ts holds the two together; a field that the schema gets must get its line here before this compiles.
 */
import { clockConfidence, geofenceOutcome, ipOutcome, maxTextLength, punch, punchFlag, punchType, timeZone, workDate, type Punch } from '../../shared/contracts/entities.ts';

type Check = (value: unknown) => boolean;

const text =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const matching =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);
const oneOf = (options: readonly string[]): Check => {
  const known = new Set<unknown>(options);
  return (value) => known.has(value);
};
const whole =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

const mostKnown = 2000;

/** Asks the schema once for each text: there are few dates and zones. */
function remembered(schema: { safeParse(value: unknown): { success: boolean } }): Check {
  const known = new Set<unknown>();
  return (value) => {
    if (known.has(value)) return true;
    if (typeof value !== 'string' || !schema.safeParse(value).success) return false;
    if (known.size >= mostKnown) known.clear();
    known.add(value);
    return true;
  };
}

const identifier = matching(/^[\w.:-]{1,64}$/);
const hash = matching(/^[0-9a-f]{64}$/);
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const instant: Check = (value) => typeof value === 'string' && instantForm.test(value) && !Number.isNaN(Date.parse(value));
const isFlag = oneOf(punchFlag.options);
const mostFlags = 16;

function isEmployee(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('employeeId' in value)) return false;
  const [first, second, ...more] = Object.keys(value);
  return first === 'kind' && second === 'employeeId' && more.length === 0 && value.kind === 'employee' && identifier(value.employeeId);
}

const checks: Readonly<Record<keyof Punch, Check>> = {
  punchId: matching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  person: isEmployee,
  type: oneOf(punchType.options),
  assignmentId: orNull(identifier),
  workDate: remembered(workDate),
  deviceInstant: instant,
  bestKnownInstant: instant,
  clockConfidence: oneOf(clockConfidence.options),
  timeZone: remembered(timeZone),
  offsetMinutes: whole(-1440, 1440),
  zoneDataEdition: text(32),
  deviceId: identifier,
  deviceName: text(maxTextLength),
  platform: text(64),
  appVersion: text(32),
  bootId: identifier,
  monotonicMs: whole(0, Number.MAX_SAFE_INTEGER),
  sequenceNumber: whole(1, Number.MAX_SAFE_INTEGER),
  geofence: oneOf(geofenceOutcome.options),
  ip: oneOf(ipOutcome.options),
  flags: (value) => Array.isArray(value) && value.length <= mostFlags && value.every(isFlag),
  note: orNull(text(maxTextLength)),
  previousHash: hash,
  hash,
};

const isField = (name: string): name is keyof Punch => name in checks;
const fields = Object.keys(punch.shape)
  .filter(isField)
  .map((name) => ({ name, check: checks[name] }));

/** True only for what `punch.parse` would hand back as it is, key for key. */
export function isPlainPunch(candidate: unknown): candidate is Punch {
  if (typeof candidate !== 'object' || candidate === null) return false;
  let place = 0;
  for (const [name, value] of Object.entries(candidate)) {
    const field = fields[place];
    if (field?.name !== name || !field.check(value)) return false;
    place += 1;
  }
  return place === fields.length;
}
