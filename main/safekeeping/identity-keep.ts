/**
 * H6: who this device is, beside its database and sealed under the same key: enrolment, company, timeclock, and where its chain of
 * punches stood. A database that cannot be restored from a backup is made anew with it, and a token that was renewed after the last
 * backup is not lost. It is written whenever something in it changes; that it could not be written never stops anything.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChainHead } from '../database/chain-head.ts';
import { settingSchemas, type Settings } from '../database/settings.ts';
import { replaceFileNow } from '../durable-file.ts';
import type { EventLog } from '../logger.ts';
import { openText, sealText } from './sealed-text.ts';

const formatVersion = 1;
const purpose = 'device identity';

export const deviceIdentity = z.object({
  formatVersion: z.int(),
  deviceId: settingSchemas.deviceId,
  enrolment: settingSchemas.enrolment,
  organisation: settingSchemas.organisation,
  timeclock: settingSchemas.timeclock,
  /** H5: where the device's chain of punches stood. */
  chain: z.object({ sequenceNumber: z.int(), hash: z.string() }),
});
export type DeviceIdentity = z.infer<typeof deviceIdentity>;

export function identityPath(dataFolder: string): string {
  return join(dataFolder, 'identity.sealed');
}

/** What a kiosk that is set up knows of itself; null before. */
export function identityOf(settings: Pick<Settings, 'read'>, { sequenceNumber, hash }: ChainHead): DeviceIdentity | null {
  const [deviceId, enrolment, organisation, timeclock] = [settings.read('deviceId'), settings.read('enrolment'), settings.read('organisation'), settings.read('timeclock')];
  if (deviceId === null || enrolment === null || organisation === null || timeclock === null) return null;
  return { formatVersion, deviceId, enrolment, organisation, timeclock, chain: { sequenceNumber, hash } };
}

/** For a data folder that holds nothing yet: the next start makes a database for this identity. */
export function writeIdentity(dataFolder: string, key: Uint8Array, identity: DeviceIdentity): void {
  replaceFileNow(identityPath(dataFolder), sealText(JSON.stringify(identity), key, purpose));
}

/** Null where there is none that this key opens. */
export function readIdentity(dataFolder: string, key: Uint8Array): DeviceIdentity | null {
  const path = identityPath(dataFolder);
  if (!existsSync(path)) return null;
  try {
    const parsed = deviceIdentity.safeParse(JSON.parse(openText(readFileSync(path), key, purpose) ?? 'null'));
    return parsed.success && parsed.data.formatVersion === formatVersion ? parsed.data : null;
  } catch {
    return null;
  }
}

export interface IdentityKeep {
  /** Writes what has changed; a disk that takes nothing is logged. */
  keep(): void;
}

export function openIdentityKeep(input: { readonly settings: Settings; readonly head: () => ChainHead; readonly dataFolder: string; readonly key: Uint8Array; readonly log: EventLog }): IdentityKeep {
  const { settings, head, dataFolder, key, log } = input;
  let written = '';
  return {
    keep: () => {
      try {
        const identity = identityOf(settings, head());
        if (identity === null) return;
        const text = JSON.stringify(identity);
        const digest = createHash('sha256').update(text).digest('hex');
        if (digest === written) return;
        replaceFileNow(identityPath(dataFolder), sealText(text, key, purpose));
        written = digest;
      } catch (error) {
        log('identity.notKept', { why: error instanceof Error ? error.message : String(error) });
      }
    },
  };
}
