/** E8: an export, from the choice of place and formats to its end. It goes on when whoever began it leaves; whoever comes back finds it. */
import type { ExportTarget, ExportView } from '../shared/contracts/export-calls.ts';
import type { ExportFileFormat } from '../shared/contracts/export-format.ts';
import type { Desk } from './desk.svelte.ts';
import type { ScreenOf } from './screen.ts';

export const exportFormats: readonly ExportFileFormat[] = ['json', 'csv', 'xlsx'];

/** `gone`: the chosen place is not there any more. */
export type ExportNotice = 'gone' | 'busy';

export class Exporting {
  targets = $state<readonly ExportTarget[]>([]);
  targetId = $state<string | null>(null);
  formats = $state<readonly ExportFileFormat[]>(exportFormats);
  /** The export that runs, or how the last one ended; null while a new one is chosen. */
  view = $state<ExportView | null>(null);
  notice = $state<ExportNotice | null>(null);
  isCancelling = $state(false);
  readonly #desk: Desk;
  #arrivedAs: string | null = null;
  /** How often main has told of one. */
  #told = 0;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get isRunning(): boolean {
    return this.view?.kind === 'running';
  }

  get canStart(): boolean {
    return this.formats.length > 0 && this.targets.some((target) => target.targetId === this.targetId && target.isWritable);
  }

  /** For somebody who has signed in, and goes `back` from here. */
  async open(operatorSessionId: string, back: ScreenOf<'export'>['back']): Promise<void> {
    this.#desk.enter({ kind: 'export', operatorSessionId, back });
    await this.arrive();
  }

  /** The screen stands, whoever led there: where could it go, and does one run already? */
  async arrive(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'export') return;
    // The same person comes back, from the warning of the reset timer say: what was shown stays.
    if (this.#arrivedAs === screen.operatorSessionId) return this.lookAgain();
    const { operatorSessionId } = screen;
    this.#arrivedAs = operatorSessionId;
    this.view = null;
    const told = this.#told;
    await this.#read(operatorSessionId, (current) => {
      // Looking for drives may take a while: what main has told since is newer than this answer.
      if (this.#told === told) this.view = current?.kind === 'running' ? current : null;
      this.notice = null;
      this.#watch();
    });
  }

  /** A drive was plugged in or pulled. */
  async lookAgain(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind === 'export') await this.#read(screen.operatorSessionId, () => (this.notice = null));
  }

  choose(targetId: string): void {
    this.targetId = targetId;
  }

  /** In or out. */
  toggle(format: ExportFileFormat): void {
    this.formats = this.formats.includes(format) ? this.formats.filter((one) => one !== format) : exportFormats.filter((one) => one === format || this.formats.includes(one));
  }

  async start(): Promise<void> {
    const { screen } = this.#desk;
    const { targetId } = this;
    if (screen.kind !== 'export' || targetId === null || !this.canStart) return;
    const { operatorSessionId } = screen;
    await this.#desk.serve(
      () => this.#desk.link.call('startExport', { operatorSessionId, targetId, formats: [...this.formats] }),
      (answer) => {
        if (answer.kind === 'operatorEnded' || answer.kind === 'notPermitted') return this.#desk.leave(null);
        this.notice = answer.kind === 'busy' ? 'busy' : answer.kind === 'unknownTarget' ? 'gone' : null;
        if (answer.kind === 'unknownTarget') void this.lookAgain().then(() => (this.notice = 'gone'));
      },
    );
  }

  async cancel(): Promise<void> {
    const { screen } = this.#desk;
    if (screen.kind !== 'export' || this.isCancelling) return;
    const { operatorSessionId } = screen;
    this.isCancelling = true;
    await this.#desk.serve(
      () => this.#desk.link.call('cancelExport', { operatorSessionId }),
      (answer) => {
        if (answer.kind === 'operatorEnded' || answer.kind === 'notPermitted') this.#desk.leave(null);
        if (answer.kind === 'nothingRuns') this.isCancelling = false;
      },
    );
  }

  /** From the end of one export to the choice of the next. */
  async again(): Promise<void> {
    this.view = null;
    await this.lookAgain();
  }

  /** Main told how it goes. While it runs nobody is sent away for standing still. */
  show(view: ExportView): void {
    this.#told += 1;
    this.view = view;
    if (view.kind !== 'running') this.isCancelling = false;
    if (this.#desk.screen.kind === 'export') this.#watch();
  }

  /** Whoever was here is done: how the last one ended was seen. */
  forget(): void {
    this.#arrivedAs = null;
  }

  #watch(): void {
    this.#desk.idle.watch(this.isRunning ? 'off' : 'warned');
  }

  async #read(operatorSessionId: string, then: (current: ExportView | null) => void): Promise<void> {
    await this.#desk.serve(
      () => this.#desk.link.call('readExportTargets', { operatorSessionId }),
      (answer) => {
        if (answer.kind !== 'targets') return this.#desk.leave(null);
        const chosen = this.targets.find((target) => target.targetId === this.targetId);
        this.targets = answer.targets;
        // Ids are new with every look; the same place stays chosen, else a drive before the kiosk's own folder.
        const same = answer.targets.find((target) => target.isWritable && target.kind === chosen?.kind && target.label === chosen.label);
        const best = same ?? answer.targets.find((target) => target.isWritable && target.kind === 'drive') ?? answer.targets.find((target) => target.isWritable);
        this.targetId = best?.targetId ?? null;
        then(answer.current);
      },
    );
  }
}
