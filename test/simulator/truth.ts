/**
 * What people at one kiosk were told, and what must hold of it after every single step (limits-and-faults.md, section 6). Looked at
 * again only when something was stored.
 */
import type { MainSide, PunchOnDevice } from './main-side.ts';
import type { ServerSide, StoredPunch } from './server-side.ts';

export class Truth {
  /** Every confirmed punch, as it was confirmed. */
  readonly confirmed = new Map<string, string>();
  /** K9: ids of what was confirmed beside punches. */
  readonly records = new Set<string>();
  /** Acknowledged once, and gone with a server's state (D10): they have to come back. */
  readonly lost = new Set<string>();
  /** The server does not let the device in, for a reason that only a new sign-in ends. */
  isShutOut = false;
  /** The nightly job was told to take what is older than the retention, whatever else is unsettled (K7). */
  isPruning = false;
  readonly #main: MainSide;
  readonly #server: ServerSide;
  /** Records have no chain: a server that was put back is not told of those that it had. */
  readonly #lostRecords = new Set<string>();
  #seen = new Map<string, PunchOnDevice>();
  #placed = new Map<number, string>();
  #lookedAt = '';

  constructor(main: MainSide, server: ServerSide) {
    this.#main = main;
    this.#server = server;
  }

  confirm(punchId: string, text: string): void {
    this.confirmed.set(punchId, text);
  }

  /** Main has opened what a kill left: a tap that nobody was told of may have become durable (C3). */
  tookUpAgain(): void {
    if (!this.#main.isAlive) return;
    for (const { punchId } of this.#main.punchesOnDevice()) if (!this.confirmed.has(punchId)) this.confirmed.set(punchId, this.#main.textOf(punchId) ?? '');
  }

  /** The server was put back: what it had and has no longer. */
  serverWasPutBack(before: ReadonlySet<string>): void {
    for (const recordId of this.records) if (before.has(recordId) && !this.#server.storedRecords().has(recordId)) this.#lostRecords.add(recordId);
    for (const punchId of this.confirmed.keys()) if (before.has(punchId) && !this.#server.stored().has(punchId)) this.lost.add(punchId);
  }

  broken(): string[] {
    const violations = [...this.#main.violations, ...this.#server.violations];
    if (!this.#main.isAlive) return violations;
    const state = `${this.#main.version} ${this.#server.version} ${this.confirmed.size} ${this.records.size} ${this.isShutOut}`;
    if (state === this.#lookedAt) return violations;
    this.#lookedAt = state;
    return [...violations, ...this.#brokenNow(), ...this.#brokenRecords()];
  }

  #brokenNow(): string[] {
    const stored = this.#server.stored();
    const onDevice = new Map(this.#main.punchesOnDevice().map((punch) => [punch.punchId, punch]));
    for (const punchId of this.lost) if (stored.has(punchId)) this.lost.delete(punchId);
    const broken = [...this.confirmed].flatMap(([punchId, text]) => this.#brokenPunch(punchId, text, onDevice.get(punchId), stored.get(punchId)));
    broken.push(...this.#strangers(onDevice, stored), ...this.#cleared(onDevice));
    if (!this.isShutOut && !this.#server.isTokenOfUse(this.#main.deviceId, this.#main.configuration().deviceToken)) broken.push('D9: the token that is stored can neither be used nor renewed');
    this.#seen = onDevice;
    return broken;
  }

  /** K9: a record is where it was kept until the server has it. */
  #brokenRecords(): string[] {
    // To be looked at may take a durable step, and main may be killed at each.
    if (!this.#main.isAlive) return [];
    const onDevice = new Map(this.#main.recordsOnDevice().map((record) => [record.recordId, record.status]));
    const stored = this.#server.storedRecords();
    const lost = [...this.records].filter((recordId) => onDevice.get(recordId) !== 'pending' && !stored.has(recordId) && !this.#lostRecords.has(recordId));
    return lost.map((recordId) => `K9: ${recordId} was confirmed, is not pending here, and the server does not have it`);
  }

  #brokenPunch(punchId: string, text: string, punch: PunchOnDevice | undefined, stored: StoredPunch | undefined): string[] {
    const broken: string[] = [];
    const isLost = this.lost.has(punchId);
    if (punch === undefined && stored === undefined && !isLost) broken.push(`I1: ${punchId} was confirmed and is nowhere`);
    if (punch !== undefined && punch.status !== 'pending' && stored === undefined && !isLost) broken.push(`I3: ${punchId} is ${punch.status} here, and the server does not have it`);
    if (stored !== undefined && stored.text !== text) broken.push(`I2: ${punchId} has other content at the server`);
    return broken;
  }

  /** Punches that nobody was told of, and places in the chain that have changed hands. */
  #strangers(onDevice: ReadonlyMap<string, PunchOnDevice>, stored: ReadonlyMap<string, StoredPunch>): string[] {
    const broken: string[] = [];
    for (const { punchId, sequenceNumber } of onDevice.values()) {
      if (!this.confirmed.has(punchId)) broken.push(`C3: ${punchId} is on the device, and nobody was told so`);
      const before = this.#placed.get(sequenceNumber) ?? punchId;
      this.#placed.set(sequenceNumber, before);
      if (before !== punchId) broken.push(`H2: number ${sequenceNumber} was ${before} and is ${punchId}`);
    }
    for (const { punchId, deviceId } of stored.values()) {
      if (deviceId === this.#main.deviceId && !this.confirmed.has(punchId)) broken.push(`I2: the server holds ${punchId}, which nobody confirmed`);
    }
    return broken;
  }

  /** I5: what has left the device had been synced, and nothing before it was unsettled. */
  #cleared(onDevice: ReadonlyMap<string, PunchOnDevice>): string[] {
    const gone = [...this.#seen.values()].filter(({ punchId }) => !onDevice.has(punchId));
    if (gone.length === 0) return [];
    const broken = gone.filter(({ status }) => status !== 'synced').map(({ punchId, status }) => `I5: ${punchId} was cleared while it was ${status}`);
    const last = Math.max(...gone.map((punch) => punch.sequenceNumber));
    const unsettled = this.isPruning ? [] : [...onDevice.values()].filter((punch) => punch.sequenceNumber < last && punch.status !== 'synced');
    this.isPruning = false;
    if (unsettled.length > 0 && this.lost.size === 0) broken.push(`I5: cleared up to ${last}, though ${unsettled.length} before it are not settled`);
    return broken;
  }

  /** True when there is nothing left to bring to the server. */
  isSettled(): boolean {
    return (
      this.#main.isAlive &&
      !this.isShutOut &&
      [...this.lost].every((punchId) => !this.#main.bringsBackCleared && this.#main.textOf(punchId) === null) &&
      this.#main.punchesOnDevice().every((punch) => punch.status !== 'pending' || punch.isRefused) &&
      this.#main.recordsOnDevice().every((record) => record.status !== 'pending' || record.isRefused)
    );
  }

  /** At the very end: everything is at the server, and as it was told. */
  brokenAtTheEnd(): string[] {
    const stored = this.#server.stored();
    const refused = new Set(this.#main.punchesOnDevice().flatMap((punch) => (punch.isRefused ? [punch.punchId] : [])));
    // A cleared punch that a restored server lost is in the journal alone, where main does not offer it again.
    const inJournal = (punchId: string): boolean => !this.#main.bringsBackCleared && this.lost.has(punchId) && this.#main.textOf(punchId) === null;
    const missing = [...this.confirmed.keys()].filter((punchId) => !stored.has(punchId) && !refused.has(punchId) && !inJournal(punchId)).map((punchId) => `I1: ${punchId} is not at the server in the end`);
    const altered = [...this.confirmed].filter(([punchId, text]) => (this.#main.textOf(punchId) ?? text) !== text).map(([punchId]) => `I2: ${punchId} has other content here`);
    return [...missing, ...altered, ...this.#main.brokenChain(), ...this.#server.brokenChains()];
  }

  /** For a failure's message: what has not come to its end. */
  whatIsLeft(): object {
    const count = (isSo: (punch: PunchOnDevice) => boolean): number => this.#main.punchesOnDevice().filter(isSo).length;
    const records = this.#main.recordsOnDevice().filter((record) => record.status === 'pending').length;
    return { records, pending: count((punch) => punch.status === 'pending'), refused: count((punch) => punch.isRefused), failed: count((punch) => punch.status === 'failed'), lost: this.lost.size, shutOut: this.isShutOut };
  }
}
