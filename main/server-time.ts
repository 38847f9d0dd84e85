/** Each contact with the server: its time (H4), whether it knew us (K5), and whether it is the same server history (D10). */
import type { ToMain } from '../shared/contracts/daemon.ts';
import type { Settings } from './database/settings.ts';
import type { SyncLog } from './database/sync-log.ts';
import type { KioskState } from './kiosk-state.ts';
import type { EventLog } from './logger.ts';
import type { TimeSource } from './trusted-clock.ts';
import type { Whereabouts } from './whereabouts.ts';

interface Contacted {
  readonly settings: Settings;
  readonly syncLog: SyncLog;
  readonly state: KioskState;
  readonly time: TimeSource;
  readonly whereabouts: Whereabouts;
  readonly log: EventLog;
}

export function takeServerTime(kiosk: Contacted, message: Extract<ToMain, { kind: 'serverTime' }>): void {
  const { roundTripMs, heardAtMs } = message;
  kiosk.time.learn({ serverMs: Date.parse(message.serverInstant), roundTripMs, heardAtMs });
  if (!message.authenticated) return;
  kiosk.state.authenticatedAnswer(kiosk.time.now().bestKnownMs);
  if (message.seenAddress !== null) kiosk.whereabouts.seenAt(message.seenAddress);
  if (message.zoneDataEdition !== null && message.zoneDataEdition !== kiosk.settings.read('serverZoneData')) kiosk.settings.write('serverZoneData', message.zoneDataEdition);
  noteVersions(kiosk.settings, message.serverVersions);
  const known = kiosk.settings.read('serverEpoch');
  if (known === message.serverEpoch) return;
  if (known !== null) noteOtherHistory(kiosk, { before: known, now: message.serverEpoch });
  kiosk.settings.write('serverEpoch', message.serverEpoch);
}

/** G3: off line, support still sees what the server was when it was last met. */
function noteVersions(settings: Settings, told: Extract<ToMain, { kind: 'serverTime' }>['serverVersions']): void {
  if (told === null) return;
  const known = settings.read('serverVersions');
  if (known?.program !== told.program || known.contract !== told.contract) settings.write('serverVersions', told);
}

/** D10: nothing is cleared before the server's end of the chain has been looked at. */
function noteOtherHistory(kiosk: Contacted, fields: { readonly before: string; readonly now: string }): void {
  kiosk.settings.write('chainUnchecked', true);
  kiosk.syncLog.append({ atMs: kiosk.time.now().bestKnownMs, level: 'warning', event: 'sync.epochChanged', fields });
  kiosk.log('sync.epochChanged', fields);
}
