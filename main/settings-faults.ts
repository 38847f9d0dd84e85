/**
 * J3: settings of the timeclock that the console would have refused and that came all the same, from an older server: they restrict nobody and
 * show nothing, and the log says which, once for each change of them.
 */
import type { TimeclockProperties } from '../shared/contracts/entities.ts';
import { fenceFaults } from '../shared/rules/geofence.ts';
import { readNetworks } from '../shared/rules/ip-rules.ts';
import { isPictureUrl } from '../shared/rules/picture-url.ts';
import type { Settings } from './database/settings.ts';
import type { EventLog } from './logger.ts';

export class SettingsFaults {
  readonly #settings: Settings;
  readonly #log: EventLog;
  #looked: TimeclockProperties | null = null;
  #reported = '';

  constructor(settings: Settings, log: EventLog) {
    this.#settings = settings;
    this.#log = log;
  }

  report(): void {
    const properties = this.#settings.read('timeclock');
    if (properties === null || properties === this.#looked) return;
    this.#looked = properties;
    const faults = faultsOf(properties);
    const told = faults.join(' ');
    if (told === this.#reported) return;
    this.#reported = told;
    for (const path of faults) this.#log('settings.cannotBeUsed', { path });
  }
}

function faultsOf({ geofence, ipRules, display }: TimeclockProperties): string[] {
  return [...fenceFaults(geofence).map((field) => `geofence.${field}`), ...ipFaults(ipRules), ...(display.logoDataUrl === null || isPictureUrl(display.logoDataUrl) ? [] : ['display.logoDataUrl'])];
}

function ipFaults({ enforced, allowed }: TimeclockProperties['ipRules']): string[] {
  if (enforced && allowed.length === 0) return ['ipRules.allowed'];
  return readNetworks(allowed).faultyAt.map((index) => `ipRules.allowed.${index}`);
}
