/**
 * C7, C8, K14: where this device is, by position and by address, and whether a punch may be made here. Offer and punch ask the same question,
 * so that whoever would be turned away hears it before the tap. What the timeclock demands and cannot be held against anything
 * restricts nobody.
 */
import type { PunchFlag, TimeclockProperties } from '../shared/contracts/entities.ts';
import type { Blocked } from '../shared/contracts/punch-calls.ts';
import { judgeFence, type FenceFinding, type FenceOutcome, type Place, type Position } from '../shared/rules/geofence.ts';
import { judgeIp, readNetworks, type IpFinding, type IpOutcome, type Network } from '../shared/rules/ip-rules.ts';
import type { Settings } from './database/settings.ts';
import type { EventLog } from './logger.ts';

export interface WhereaboutsInput {
  readonly settings: Settings;
  readonly log: EventLog;
  /** The best-known time, in ms. */
  readonly nowMs: () => number;
  readonly isOnline: () => boolean;
  /** Settings that cannot be held against anything are told to the log. */
  readonly reportFaults: () => void;
  /** The device's addresses as it knows them itself, loopback left out. */
  readonly ownAddresses: () => readonly string[];
}

/** What is written into the punch, and whether it may be made at all. */
export interface HereAndNow {
  readonly geofence: FenceOutcome;
  readonly ip: IpOutcome;
  readonly flags: readonly PunchFlag[];
  readonly blocked: Blocked | null;
}

type Rules = Pick<TimeclockProperties, 'geofence' | 'ipRules'>;
type Found = Position & { readonly foundAtMs: number };

/** The last known position is kept on the disk, but not each time that the page looks. */
const storedEveryMs = 60_000;

export class Whereabouts {
  readonly #input: WhereaboutsInput;
  #found: Found | null;
  #seenAddress: string | null;
  #networks: { readonly of: Rules; readonly networks: readonly Network[] } | null = null;

  constructor(input: WhereaboutsInput) {
    this.#input = input;
    this.#found = input.settings.read('lastPosition');
    this.#seenAddress = input.settings.read('seenAddress');
  }

  /** The platform has found where the device is. */
  positionFound(position: Position): void {
    const stored = this.#input.settings.read('lastPosition');
    this.#found = { ...position, foundAtMs: this.#input.nowMs() };
    const sinceMs = stored === null ? storedEveryMs : Math.abs(this.#found.foundAtMs - stored.foundAtMs);
    if (sinceMs >= storedEveryMs) this.#store('lastPosition', this.#found);
  }

  /** An administrator says where the kiosk stands, or takes that back. */
  fix(place: Place | null): void {
    if (place === null) this.#input.settings.clear('fixedPosition');
    else this.#input.settings.write('fixedPosition', { latitude: place.latitude, longitude: place.longitude });
    this.#input.log(place === null ? 'position.cleared' : 'position.fixed');
  }

  /** K14: the address that the server saw the device at. */
  seenAt(address: string): void {
    if (address === this.#seenAddress) return;
    this.#seenAddress = address;
    this.#store('seenAddress', address);
  }

  judge(rules: Rules): HereAndNow {
    this.#input.reportFaults();
    const fence = judgeFence(rules.geofence, this.#knownPlace());
    const ownAddresses = rules.ipRules.enforced ? this.#input.ownAddresses() : [];
    const seenAddress = this.#seenAddress;
    const ip = judgeIp(rules.ipRules, this.#networksOf(rules), { isOnline: this.#input.isOnline(), seenAddress, ownAddresses });
    const addresses = [...new Set([...(seenAddress === null ? [] : [seenAddress]), ...ownAddresses])];
    return { geofence: fence.outcome, ip: ip.outcome, flags: flagsOf(fence, ip), blocked: fenceBlock(fence, rules.geofence) ?? (ip.isBlocking ? { reason: 'ipNotAllowed', addresses: addresses.slice(0, 2) } : null) };
  }

  #knownPlace(): { found: (Position & { ageMs: number }) | null; fixed: Place | null } {
    const found = this.#found === null ? null : { ...this.#found, ageMs: this.#input.nowMs() - this.#found.foundAtMs };
    return { found, fixed: this.#input.settings.read('fixedPosition') };
  }

  #networksOf(rules: Rules): readonly Network[] {
    if (this.#networks?.of !== rules) this.#networks = { of: rules, networks: readNetworks(rules.ipRules.allowed).networks };
    return this.#networks.networks;
  }

  /** What cannot be stored counts all the same, until the process ends. */
  #store(...[name, value]: ['lastPosition', Found] | ['seenAddress', string]): void {
    try {
      if (name === 'lastPosition') this.#input.settings.write(name, value);
      else this.#input.settings.write(name, value);
    } catch (error) {
      this.#input.log('main.defect', { where: name, why: error instanceof Error ? error.message : String(error) });
    }
  }
}

/** A position that cannot tell inside from outside leaves the place unknown; the punch's outcome says which it was. */
function flagsOf(fence: FenceFinding, ip: IpFinding): PunchFlag[] {
  const flags: PunchFlag[] = [];
  if (fence.outcome === 'outside') flags.push('outsideFence');
  if (fence.outcome === 'positionUnknown' || fence.outcome === 'notAccurateEnough') flags.push('positionUnknown');
  if (ip.isFlagged) flags.push('ipNotAllowed');
  return flags;
}

function fenceBlock({ isBlocking, distanceMetres }: FenceFinding, { radiusMetres }: Rules['geofence']): Blocked | null {
  if (!isBlocking) return null;
  return distanceMetres === null ? { reason: 'positionUnknown' } : { reason: 'outsideFence', distanceMetres: Math.round(distanceMetres), radiusMetres: Math.round(radiusMetres) };
}
