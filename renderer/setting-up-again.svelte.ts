/** A10: an administrator sets the kiosk up again: what is unsent stands in the way, and is sent or exported first. */
import type { UnsentData } from '../shared/contracts/setup-again-calls.ts';
import type { Desk } from './desk.svelte.ts';

/** `unsent`: nothing was begun, for something would have been lost. */
export type SetupAgainNotice = 'syncing' | 'busy' | 'diskFull' | 'storageError' | 'notReady';

export class SettingUpAgain {
  unsent = $state<UnsentData | null>(null);
  notice = $state<SetupAgainNotice | null>(null);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** What would be lost now. */
  get inTheWay(): number {
    if (this.unsent === null) return 0;
    const { pending, refused, failed, records } = this.unsent;
    return pending + refused + failed + records;
  }

  /** For somebody who has signed in. */
  async open(operatorSessionId: string): Promise<void> {
    this.unsent = null;
    this.notice = null;
    this.#desk.enter({ kind: 'setupAgain', operatorSessionId });
    await this.look();
  }

  /** What is unsent now; asked again whenever the counts of the status move. */
  async look(): Promise<void> {
    const operatorSessionId = this.#operatorSessionId();
    if (operatorSessionId === null) return;
    await this.#desk.serve(
      () => this.#desk.link.call('readSetupAgain', { operatorSessionId }),
      (answer) => {
        if (answer.kind !== 'setupAgain') return this.#desk.leave(null);
        this.unsent = answer.unsent;
        if (this.notice === 'syncing' && this.inTheWay === 0) this.notice = null;
      },
    );
  }

  async sync(): Promise<void> {
    const operatorSessionId = this.#operatorSessionId();
    if (operatorSessionId === null) return;
    await this.#desk.serve(
      () => this.#desk.link.call('syncAsOperator', { operatorSessionId }),
      (answer) => {
        if (answer.kind === 'operatorEnded' || answer.kind === 'notPermitted') return this.#desk.leave(null);
        this.notice = answer.kind === 'started' ? 'syncing' : 'notReady';
      },
    );
  }

  /** The old data is set aside; setup's first step comes by itself. */
  async begin(): Promise<void> {
    const operatorSessionId = this.#operatorSessionId();
    if (operatorSessionId === null) return;
    await this.#desk.serve(
      () => this.#desk.link.call('beginSetupAgain', { operatorSessionId }),
      (answer) => {
        switch (answer.kind) {
          case 'begun':
            return;
          case 'unsent':
            this.unsent = answer.unsent;
            return;
          case 'busy':
            this.notice = 'busy';
            return;
          case 'notSetAside':
            this.notice = answer.reason;
            return;
          case 'operatorEnded':
          case 'notPermitted':
            return this.#desk.leave(null);
        }
      },
    );
  }

  #operatorSessionId(): string | null {
    const { screen } = this.#desk;
    return screen.kind === 'setupAgain' ? screen.operatorSessionId : null;
  }
}
