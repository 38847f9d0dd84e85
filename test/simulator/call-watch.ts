/**
 * What a daemon may ask of main, and in which order: whichever main it is. Noted in `violations` (D5, D6, F4, K7).
 */
import type { DaemonCallName } from '../../shared/contracts/daemon.ts';

export class CallWatch {
  readonly violations: string[] = [];
  #isUploadAnswered = false;
  #isDownloadApplied = false;
  #isRecovery = false;

  /** A daemon has started: it begins from nothing. */
  begin(): void {
    this.#isUploadAnswered = false;
    this.#isDownloadApplied = false;
    this.#isRecovery = false;
  }

  /** Before main hears of it. */
  asked(name: DaemonCallName, input: object): void {
    if (name === 'beginSync') {
      this.begin();
      this.#isRecovery = 'recovery' in input && input.recovery === true;
    }
    if (name === 'completeUpload') this.#isUploadAnswered = true;
    if ((name === 'stageChanges' || name === 'applyChanges') && !this.#isUploadAnswered) this.violations.push('D5: a download began before the upload was answered');
    if (name === 'clearSynced' && !this.#isRecovery) this.violations.push('F4: cleared outside of a recovery');
    if (name === 'clearSynced' && !(this.#isUploadAnswered && this.#isDownloadApplied)) this.violations.push('K7: cleared before upload and download were done');
  }

  /** Main has answered. */
  answered(name: DaemonCallName): void {
    if (name === 'applyChanges') this.#isDownloadApplied = true;
  }

  /** D6: the cursor moves with what it stands for, and never otherwise. */
  cursorAfter(name: DaemonCallName, before: string | null, after: string | null): void {
    if (before !== after && name !== 'applyChanges') this.violations.push(`D6: the cursor moved at ${name}, before its changes were applied`);
  }
}
