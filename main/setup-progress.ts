/** Where setup stands, for the wizard: what is stored (A7), and what only this run knows: running, or paused until when (A8). */
import type { SetupView } from '../shared/contracts/setup-calls.ts';
import type { Settings, SetupRecord } from './database/settings.ts';
import type { Emit } from './emit.ts';
import { toInstant } from './instant.ts';

type DownloadView = Extract<SetupView, { step: 'download' }>;
export type PauseProblem = NonNullable<DownloadView['problem']>;

export interface Paused {
  readonly problem: PauseProblem;
  /** By the device's wall clock; null when nothing is tried by itself. */
  readonly retryAtMs: number | null;
}

export class SetupProgress {
  readonly #settings: Settings;
  readonly #emit: Emit;
  readonly #defaultServerUrl: string;
  #paused: Paused | null = null;
  #isFinishing = false;

  constructor(input: { settings: Settings; emit: Emit; defaultServerUrl: string }) {
    this.#settings = input.settings;
    this.#emit = input.emit;
    this.#defaultServerUrl = input.defaultServerUrl;
  }

  /** The stored step, or the first one; null when setup is done. */
  record(): SetupRecord | null {
    if (this.#settings.read('enrolment') !== null) return null;
    return this.#settings.read('setup') ?? { step: 'company', serverUrl: this.#defaultServerUrl, company: '', alias: '' };
  }

  /** Stores how far setup is, and tells the wizard. */
  store(record: SetupRecord): void {
    this.#settings.write('setup', record);
    this.announce();
  }

  setPaused(paused: Paused | null): void {
    this.#paused = paused;
    this.announce();
  }

  setFinishing(isFinishing: boolean): void {
    this.#isFinishing = isFinishing;
    this.announce();
  }

  announce(): void {
    this.#emit('setupChanged', this.view());
  }

  view(): SetupView {
    const record = this.record();
    if (record === null) return { step: 'done' };
    switch (record.step) {
      case 'company':
        return record;
      case 'timeclock':
        return { step: 'timeclock', serverUrl: record.serverUrl, organisation: record.organisation, timeclocks: record.timeclocks };
      case 'credentials':
        return { step: 'credentials', organisation: record.organisation, timeclock: choiceOf(record), hasFence: record.properties.geofence.mode !== 'disabled' };
      case 'download':
        return this.#downloadView(record);
    }
  }

  #downloadView(record: Extract<SetupRecord, { step: 'download' }>): SetupView {
    const paused = this.#paused;
    return {
      step: 'download',
      organisation: record.organisation,
      timeclock: choiceOf(record),
      phase: paused === null ? this.#phaseOf(record) : 'paused',
      done: record.done,
      total: record.total,
      problem: paused?.problem ?? null,
      retryAt: paused === null || paused.retryAtMs === null ? null : toInstant(paused.retryAtMs),
    };
  }

  #phaseOf(record: Extract<SetupRecord, { step: 'download' }>): DownloadView['phase'] {
    if (this.#isFinishing) return 'finishing';
    return record.employees === 'complete' ? 'texts' : 'employees';
  }
}

function choiceOf(record: { properties: { timeclockId: number; name: string } }): { timeclockId: number; name: string } {
  return { timeclockId: record.properties.timeclockId, name: record.properties.name };
}
