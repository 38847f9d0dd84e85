/**
 * Connectivity, sync and what the PIN screen shows: what outlives a restart is stored, every change is told to the windows.
 *
 * E1, F4, K5: offline-since begins when the server is found away, survives restarts, and ends only when an upload was
 * answered; the red bar follows `online` alone.
 */
import { isPictureUrl } from '../shared/rules/picture-url.ts';
import { isSilentForLong } from '../shared/rules/work-date-selector.ts';
import type { CareNotice, KioskView, StatusView } from '../shared/contracts/ipc.ts';
import type { SyncFailure, SyncReport } from '../shared/contracts/daemon.ts';
import type { Connection } from './database/connection.ts';
import { noteConnectivity } from './database/connectivity-history.ts';
import { countUnsettled, oldestUnsettledMs, type UnsettledCounts } from './database/unsettled.ts';
import type { SettingValue, Settings } from './database/settings.ts';
import type { Emit } from './emit.ts';
import { toInstant } from './instant.ts';
import type { TimeSource } from './trusted-clock.ts';

export interface KioskStateInput {
  readonly connection: Connection;
  readonly settings: Settings;
  readonly time: TimeSource;
  readonly emit: Emit;
  /** B6: how long no PIN is looked up, in ms. */
  readonly pinWaitMs: () => number;
  /** H6: what an administrator should look after. */
  readonly care: () => CareNotice[];
}

type Connectivity = SettingValue<'connectivity'>;

const stopped: SyncReport = { state: 'stopped', recovery: false, online: null, progress: null, lastFailure: null, nextSyncAtMs: null };
/** The last authenticated answer is stored this often at most: 24 hours are counted, not seconds. */
const contactStepMs = 60_000;
const nothingKnown: Connectivity = { online: null, offlineSince: null, lastAuthenticatedAt: null, recoveryDue: false, longSilence: false };

export class KioskState {
  readonly #input: KioskStateInput;
  #report: SyncReport = stopped;
  #counts: UnsettledCounts;
  /** When the server last answered with our token, in this run of the process. */
  #answeredMs: number | null = null;
  /** As this run of the process stored it last. */
  #storedOnline: boolean | null = null;

  constructor(input: KioskStateInput) {
    this.#input = input;
    this.#counts = countUnsettled(input.connection);
  }

  /** True while our server answers; the daemon's word, null (not known yet) counts as no. */
  isOnline(): boolean {
    return this.#report.online === true;
  }

  status(): StatusView {
    const sync = this.#input.settings.read('sync');
    const now = this.#input.time.now();
    const clockMoved = this.#input.settings.read('clockMoved');
    const waitMs = this.#input.pinWaitMs();
    return {
      online: this.#report.online,
      offlineSince: this.#connectivity().offlineSince,
      pending: this.#counts.pending,
      failed: this.#counts.failed,
      state: this.#report.state,
      recovery: this.#report.recovery,
      progress: this.#report.progress,
      lastSuccessAt: sync?.lastSuccessAt ?? null,
      lastFailure: this.#report.lastFailure ?? sync?.lastFailure ?? null,
      nextSyncAt: instantOrNull(this.#report.nextSyncAtMs ?? sync?.nextSyncAtMs ?? null),
      signInNeeded: this.#report.state === 'unauthorised',
      pinPausedUntil: waitMs > 0 ? toInstant(Math.ceil(now.bestKnownMs + waitMs)) : null,
      clockOffsetMs: now.bestKnownMs - now.deviceMs,
      clockConfidence: now.confidence,
      clockMoved: clockMoved === null ? null : { at: toInstant(clockMoved.atMs), byMs: clockMoved.byMs, kind: clockMoved.kind },
      care: this.#input.care(),
    };
  }

  counts(): UnsettledCounts {
    return this.#counts;
  }

  kiosk(): KioskView {
    const { settings } = this.#input;
    const properties = settings.read('timeclock');
    const organisation = settings.read('organisation');
    if (settings.read('enrolment') === null || properties === null || organisation === null) return { kind: 'setup' };
    return {
      kind: 'ready',
      company: organisation.name,
      timeclockId: properties.timeclockId,
      timeclockName: properties.name,
      timeZone: properties.timeZone,
      locale: organisation.locale,
      language: settings.read('deviceLanguage'),
      languages: properties.display.languages,
      pinType: properties.pinType,
      resetTimerSeconds: properties.resetTimerSeconds,
      logoDataUrl: pictureOrNone(properties.display.logoDataUrl),
      brandColour: properties.display.brandColour,
      isPositionWanted: properties.geofence.mode !== 'disabled',
    };
  }

  /** The daemon's machine stands somewhere else now. */
  takeReport(report: SyncReport): void {
    this.#report = report;
    try {
      if (report.online !== null) this.#storeOnline(report.online);
    } finally {
      this.announceStatus();
    }
  }

  /** The daemon is gone: nothing is known until the next one reports. What is stored stays. */
  daemonLost(): void {
    this.#report = { ...stopped, nextSyncAtMs: this.#report.nextSyncAtMs };
    this.announceStatus();
  }

  /**
   * K5: the server answered with our token. An answer after a long silence does not end it (F4): that does the recovery's upload, once
   * it is answered.
   */
  authenticatedAnswer(atMs: number): void {
    const before = this.#connectivity();
    const endsLongSilence = !before.longSilence && isSilentForLong(this.#lastAnswerMs(), atMs);
    this.#answeredMs = atMs;
    const storedMs = before.lastAuthenticatedAt === null ? null : Date.parse(before.lastAuthenticatedAt);
    if (!endsLongSilence && storedMs !== null && Math.abs(atMs - storedMs) < contactStepMs) return;
    this.#input.settings.write('connectivity', { ...before, lastAuthenticatedAt: toInstant(atMs), longSilence: before.longSilence || endsLongSilence });
  }

  /** G3: when the server last gave an authenticated answer; null: never. */
  lastAnswerAt(): string | null {
    return instantOrNull(this.#lastAnswerMs());
  }

  /** E4, K5: more than 24 hours without an authenticated answer, or what waited through them is not sent yet (F4). */
  isSilentForLong(nowMs: number): boolean {
    return this.#connectivity().longSilence || isSilentForLong(this.#lastAnswerMs(), nowMs);
  }

  /** K7: the recovery that was due has begun, and is remembered as such from now on; in the caller's transaction. */
  recoveryBegun(): void {
    const before = this.#connectivity();
    if (before.recoveryDue) this.#input.settings.write('connectivity', { ...before, recoveryDue: false });
  }

  /** F4: the upload was answered to its end; in the caller's transaction. */
  uploadAnswered(): void {
    const before = this.#connectivity();
    if (before.offlineSince !== null || before.longSilence) this.#input.settings.write('connectivity', { ...before, offlineSince: null, longSilence: false });
  }

  /** A sync has ended; in the caller's transaction. */
  syncEnded(failure: SyncFailure | null, nextSyncAtMs: number): void {
    const before = this.#input.settings.read('sync');
    const lastSuccessAt = failure === null ? toInstant(this.#input.time.now().bestKnownMs) : (before?.lastSuccessAt ?? null);
    this.#input.settings.write('sync', { nextSyncAtMs, lastSuccessAt, lastFailure: failure });
  }

  punchStored(): void {
    this.#addPending();
  }

  /** K9: a void, answers, a request ... counts until the server has it. */
  recordStored(): void {
    this.#addPending();
  }

  /** By verdicts on pending punches and records; `synced` counts settled records too. */
  outboxSettled({ synced, failed }: { readonly synced: number; readonly failed: number }): void {
    this.#counts = { pending: Math.max(0, this.#counts.pending - synced - failed), failed: this.#counts.failed + failed };
    this.announceStatus();
  }

  /** Counts from the database again; after anything that is not counted above. */
  recount(): void {
    this.#counts = countUnsettled(this.#input.connection);
    this.announceStatus();
  }

  announceStatus(): void {
    this.#input.emit('statusChanged', this.status());
  }

  announceKiosk(): void {
    this.#input.emit('kioskChanged', this.kiosk());
  }

  /**
   * K7: the first sync is a recovery if the kiosk was offline and none has begun since, if one was broken off, or if a punch waited
   * longer than an interval. Being back on line is not enough: whoever dies between the ping and the first batch still owes it.
   */
  needsRecoveryAtStart(syncIntervalMs: number): boolean {
    if (this.#connectivity().recoveryDue || this.#input.settings.read('recovery') !== null) return true;
    const oldestMs = oldestUnsettledMs(this.#input.connection);
    return oldestMs !== null && this.#input.time.now().bestKnownMs - oldestMs > syncIntervalMs;
  }

  #addPending(): void {
    this.#counts = { ...this.#counts, pending: this.#counts.pending + 1 };
    this.announceStatus();
  }

  #connectivity(): Connectivity {
    return this.#input.settings.read('connectivity') ?? nothingKnown;
  }

  /** To the millisecond while this process runs; of an earlier one, as it was stored. */
  #lastAnswerMs(): number | null {
    const { lastAuthenticatedAt } = this.#connectivity();
    return this.#answeredMs ?? (lastAuthenticatedAt === null ? null : Date.parse(lastAuthenticatedAt));
  }

  #storeOnline(online: boolean): void {
    if (this.#storedOnline === online) return;
    const atMs = this.#input.time.now().bestKnownMs;
    this.#input.connection.transaction(() => {
      noteConnectivity(this.#input.connection, { atMs, state: online ? 'online' : 'offline' });
      this.#storeChange(online, atMs);
    });
    this.#storedOnline = online;
  }

  /** In the caller's transaction. */
  #storeChange(online: boolean, atMs: number): void {
    const before = this.#connectivity();
    if (before.online === online) return;
    const offlineSince = online ? before.offlineSince : (before.offlineSince ?? toInstant(atMs));
    // From here on the 24 hours count (K5): to the millisecond, whatever happens to this process.
    const lastAuthenticatedAt = this.#answeredMs === null ? before.lastAuthenticatedAt : toInstant(this.#answeredMs);
    this.#input.settings.write('connectivity', { ...before, lastAuthenticatedAt, online, offlineSince, recoveryDue: before.recoveryDue || !online });
  }
}

/** J3: a logo that is no picture is not shown; the log has told of it. */
function pictureOrNone(url: string | null): string | null {
  return url !== null && isPictureUrl(url) ? url : null;
}

function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : toInstant(ms);
}
