/** The rules of the tenant's timeclocks: loaded as they are needed, once per transaction, then at hand without waiting. */
import type { TenantScope } from '../database/tenant-scope.ts';
import { readHashedProperties, readPropertiesHashes } from '../database/tenants.ts';
import { KnownRules, type TimeclockRuleSet } from './known-rules.ts';

export class TimeclockRules {
  readonly #scope: TenantScope;
  readonly #known: KnownRules;
  readonly #byId = new Map<number, TimeclockRuleSet>();

  /** @param known what need not be read and checked again */
  constructor(scope: TenantScope, known: KnownRules = new KnownRules()) {
    this.#scope = scope;
    this.#known = known;
  }

  /** Makes these available to `of`. */
  async load(timeclockIds: Iterable<number>): Promise<void> {
    const missing = new Set<number>();
    for (const timeclockId of timeclockIds) if (!this.#byId.has(timeclockId)) missing.add(timeclockId);
    if (missing.size === 0) return;
    const unknown: number[] = [];
    for (const [timeclockId, propertiesHash] of await readPropertiesHashes(this.#scope, [...missing])) {
      const rules = this.#known.find(propertiesHash);
      if (rules === null) unknown.push(timeclockId);
      else this.#byId.set(timeclockId, rules);
    }
    for (const { propertiesHash, properties } of await readHashedProperties(this.#scope, unknown)) this.#byId.set(properties.timeclockId, this.#known.keep(propertiesHash, properties));
  }

  /** @throws when it was not loaded, or does not exist: devices and punches refer to existing timeclocks. */
  of(timeclockId: number): TimeclockRuleSet {
    const rules = this.#byId.get(timeclockId);
    if (rules === undefined) throw new Error(`timeclock ${timeclockId} is not loaded`);
    return rules;
  }
}
