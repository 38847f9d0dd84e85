/** E8: the export that runs, and the places that were offered for the next. One export at a time; whoever leaves the screen finds it again. */
import { basename, join } from 'node:path';
import type { ExportTarget, ExportView } from '../../shared/contracts/export-calls.ts';
import type { Emit } from '../emit.ts';
import type { ExportControl, ExportOrder } from '../kiosk.ts';
import type { EventLog } from '../logger.ts';
import type { DriveFiles, DriveFilesInput } from './drive-files.ts';
import type { ExportFiles } from './export-files.ts';
import type { FoundTarget } from './find-targets.ts';
import { noteExport } from './exported-up-to.ts';
import { writeExport, type ExportKiosk, type ExportOutcome, type ExportPlan, type ExportProgress } from './write-export.ts';

export interface ExportDeskInput {
  /** The kiosk's data folder. */
  readonly folder: string;
  /** What is exported. */
  readonly kiosk: () => ExportKiosk;
  /** Of the kiosk's own disk. */
  readonly files: ExportFiles;
  /** Of a drive: one that hangs holds nothing of the kiosk. */
  readonly openDrive: (around: Pick<DriveFilesInput, 'signal' | 'onSilent'>) => DriveFiles;
  readonly findTargets: (ownFolder: string) => Promise<FoundTarget[]>;
  readonly newId: () => string;
  readonly emit: Emit;
  readonly log: EventLog;
}

/** H1: on the kiosk's own disk this much stays for punches. */
const leaveFreeBytes = 256 * 1024 * 1024;

export class ExportDesk implements ExportControl {
  readonly #input: ExportDeskInput;
  #targets: ReadonlyMap<string, FoundTarget> = new Map();
  #view: ExportView | null = null;
  #running: { readonly cancelling: AbortController; readonly ended: Promise<void> } | null = null;

  constructor(input: ExportDeskInput) {
    this.#input = input;
  }

  get current(): ExportView | null {
    return this.#view;
  }

  async offerTargets(): Promise<ExportTarget[]> {
    const ownFolder = join(this.#input.folder, 'exports');
    // Where it cannot be made, it is offered as what cannot be written to.
    await this.#input.files.makeFolders(ownFolder).catch(() => undefined);
    const found = await this.#input.findTargets(ownFolder);
    const offered = found.map((target) => [this.#input.newId(), target] as const);
    this.#targets = new Map(offered);
    return offered.map(([targetId, { path: _path, ...facts }]) => ({ targetId, ...facts }));
  }

  start(order: ExportOrder): ReturnType<ExportControl['start']> {
    if (this.#running !== null) return { kind: 'busy' };
    const target = this.#targets.get(order.targetId);
    if (target === undefined) return { kind: 'unknownTarget' };
    const exportId = this.#input.newId();
    const cancelling = new AbortController();
    const { formats, madeBy } = order;
    this.#input.log('export.started', { exportId, by: madeBy.username, target: target.kind, formats: formats.join(' ') });
    this.#tell({ kind: 'running', exportId, phase: 'journal', written: 0, total: 0, isDriveSilent: false });
    const plan: ExportPlan = { exportId, into: target.path, formats, madeBy, leaveFreeBytes: target.kind === 'device' ? leaveFreeBytes : 0 };
    const onProgress = (progress: ExportProgress): void => {
      order.onProgress();
      this.#tell({ kind: 'running', exportId, ...progress, isDriveSilent: false });
    };
    const drive = target.kind === 'drive' ? this.#openDrive(cancelling.signal) : null;
    const ended = writeExport(this.#input.kiosk(), plan, { files: drive ?? this.#input.files, signal: cancelling.signal, onProgress }).then((outcome) => {
      drive?.end();
      this.#end(exportId, target, outcome);
    });
    this.#running = { cancelling, ended };
    return { kind: 'started', exportId };
  }

  #openDrive(signal: AbortSignal): DriveFiles {
    const onSilent = (isDriveSilent: boolean): void => {
      if (this.#view?.kind === 'running') this.#tell({ ...this.#view, isDriveSilent });
    };
    return this.#input.openDrive({ signal, onSilent });
  }

  cancel(): 'cancelling' | 'nothingRuns' {
    if (this.#running === null) return 'nothingRuns';
    this.#running.cancelling.abort();
    return 'cancelling';
  }

  async stop(): Promise<void> {
    this.cancel();
    await this.#running?.ended;
  }

  #end(exportId: string, target: FoundTarget, outcome: ExportOutcome): void {
    this.#running = null;
    if (outcome.kind === 'cancelled') {
      this.#input.log('export.cancelled', { exportId });
      return this.#tell({ kind: 'cancelled', exportId });
    }
    if (outcome.kind === 'failed') return this.#tell({ kind: 'failed', exportId, reason: outcome.reason });
    const { manifest, manifestSha256, folder } = outcome;
    noteExport(this.#input.kiosk(), outcome);
    this.#input.log('export.done', { exportId, rows: Object.values(manifest.punches).reduce((sum, one) => sum + one, 0), fromJournal: manifest.journal.rows, importable: manifest.importable });
    this.#tell({
      kind: 'done',
      ...{ exportId, folder: basename(folder), target: { kind: target.kind, label: target.label }, files: manifest.files, punches: manifest.punches, manifestSha256 },
      records: Object.values(manifest.records).reduce((sum, one) => sum + one, 0),
      fromJournal: manifest.journal.rows,
      unreadableSegments: manifest.journal.unreadableSegments,
    });
  }

  #tell(view: ExportView): void {
    this.#view = view;
    this.#input.emit('exportChanged', view);
  }
}
