/**
 * H5: each punch carries a hash over itself and over the hash of the device's previous punch. Whoever has two neighbours can
 * prove that none was removed or altered between them. The fields stand in a fixed order, so that both sides hash the same text.
 */

/** The hash before a device's first punch. */
export const firstPreviousHash = '0'.repeat(64);

/** What is hashed; the contract's punch without its own hash has this shape. */
export interface ChainedPunch {
  readonly punchId: string;
  readonly person: { readonly kind: 'employee'; readonly employeeId: string } | { readonly kind: 'temporary'; readonly temporaryEmployeeId: string };
  readonly type: string;
  readonly assignmentId: string | null;
  readonly workDate: string;
  readonly deviceInstant: string;
  readonly bestKnownInstant: string;
  readonly clockConfidence: string;
  readonly timeZone: string;
  readonly offsetMinutes: number;
  readonly zoneDataEdition: string;
  readonly deviceId: string;
  readonly deviceName: string;
  readonly platform: string;
  readonly appVersion: string;
  readonly bootId: string;
  readonly monotonicMs: number;
  readonly sequenceNumber: number;
  readonly geofence: string;
  readonly ip: string;
  readonly flags: readonly string[];
  readonly note: string | null;
  readonly previousHash: string;
}

/** The text whose SHA-256 (hex) is the punch's hash. */
export function chainText(punch: ChainedPunch): string {
  const who = punch.person.kind === 'employee' ? ['e', punch.person.employeeId] : ['t', punch.person.temporaryEmployeeId];
  return JSON.stringify([
    1,
    punch.previousHash,
    punch.punchId,
    who,
    punch.type,
    punch.assignmentId,
    punch.workDate,
    punch.deviceInstant,
    punch.bestKnownInstant,
    punch.clockConfidence,
    punch.timeZone,
    punch.offsetMinutes,
    punch.zoneDataEdition,
    punch.deviceId,
    punch.deviceName,
    punch.platform,
    punch.appVersion,
    punch.bootId,
    punch.monotonicMs,
    punch.sequenceNumber,
    punch.geofence,
    punch.ip,
    punch.flags,
    punch.note,
  ]);
}

/** What one link of a device's chain says. */
export type ChainJudgement = 'intact' | 'altered' | 'gap';

/**
 * Judges a punch against the device's chain as far as it is known.
 * @param previous the punch with the sequence number before, where that is at hand; null where it is not
 * @param sha256Hex hash function, passed in because rules reach for nothing
 */
export function judgeLink(punch: ChainedPunch & { readonly hash: string }, previous: { readonly hash: string } | null, sha256Hex: (text: string) => string): ChainJudgement {
  if (sha256Hex(chainText(punch)) !== punch.hash) return 'altered';
  if (previous === null) return punch.sequenceNumber === 1 && punch.previousHash === firstPreviousHash ? 'intact' : 'gap';
  return previous.hash === punch.previousHash ? 'intact' : 'altered';
}
