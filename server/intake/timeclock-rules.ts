/** The rules of the tenant's timeclocks: loaded as they are needed, once per transaction, then at hand without waiting. */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { TenantScope } from '../database/tenant-scope.ts';
import { readTimeclockProperties } from '../database/tenants.ts';

export class TimeclockRules {
  readonly #scope: TenantScope;
  readonly #byId = new Map<number, TimeclockProperties>();

  constructor(scope: TenantScope) {
    this.#scope = scope;
  }

  /** Makes these available to `of`. */
  async load(timeclockIds: Iterable<number>): Promise<void> {
    for (const timeclockId of new Set(timeclockIds)) {
      if (this.#byId.has(timeclockId)) continue;
      const properties = await readTimeclockProperties(this.#scope, timeclockId);
      if (properties !== null) this.#byId.set(timeclockId, properties);
    }
  }

  /** @throws when it was not loaded, or does not exist: devices and punches refer to existing timeclocks. */
  of(timeclockId: number): TimeclockProperties {
    const properties = this.#byId.get(timeclockId);
    if (properties === undefined) throw new Error(`timeclock ${timeclockId} is not loaded`);
    return properties;
  }
}
