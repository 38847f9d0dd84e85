/**
 * Rules of timeclocks that were read and checked before, by the hash of what is stored: whoever finds the same hash in his transaction
 * has the same rules, whichever process wrote them and whenever. Without the logos, which are most of the bytes and no rule.
 */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';

export type TimeclockRuleSet = Omit<TimeclockProperties, 'display'>;

/** Some kilobytes each. */
const mostKept = 5000;

export class KnownRules {
  readonly #kept = new Map<string, TimeclockRuleSet>();

  find(propertiesHash: string): TimeclockRuleSet | null {
    return this.#kept.get(propertiesHash) ?? null;
  }

  /** The first one kept goes, where there are too many. */
  keep(propertiesHash: string, { display: _logoAndColours, ...rules }: TimeclockProperties): TimeclockRuleSet {
    this.#kept.set(propertiesHash, rules);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return rules;
  }
}
