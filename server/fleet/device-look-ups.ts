/**
 * D9: who bears a token. Requests that arrive in one turn of the loop are looked up together, in the database and never from memory:
 * a revocation counts at the next request, whichever process made it.
 */
import { findDevicesByTokens, type DeviceRecord } from '../database/devices.ts';
import type { Db } from '../database/schema.ts';

interface Waiting {
  readonly found: Promise<DeviceRecord | null>;
  readonly settle: (device: DeviceRecord | null) => void;
  readonly fail: (cause: unknown) => void;
}

export class DeviceLookUps {
  readonly #reader: Db;
  #waiting = new Map<string, Waiting>();

  constructor(reader: Db) {
    this.#reader = reader;
  }

  /** The device that bears the token with this hash, as the database has it from now on; null for none. */
  async find(tokenHash: string): Promise<DeviceRecord | null> {
    const asked = this.#waiting.get(tokenHash);
    if (asked !== undefined) return asked.found;
    if (this.#waiting.size === 0) setImmediate(() => void this.#lookUp());
    const { promise, resolve, reject } = Promise.withResolvers<DeviceRecord | null>();
    this.#waiting.set(tokenHash, { found: promise, settle: resolve, fail: reject });
    return promise;
  }

  async #lookUp(): Promise<void> {
    const together = this.#waiting;
    this.#waiting = new Map();
    try {
      const found = await findDevicesByTokens(this.#reader, [...together.keys()]);
      for (const [tokenHash, { settle }] of together) settle(found.get(tokenHash) ?? null);
    } catch (cause) {
      for (const { fail } of together.values()) fail(cause);
    }
  }
}
