/**
 * Who writes next, in the order of asking: either one of this thread's transactions, alone, or what is done for another thread, of which several may be
 * under way (that thread does them one after the other).
 */

interface Turn {
  readonly kind: 'alone' | 'together';
  readonly begin: () => void;
}

export class WriteTurns {
  readonly #waiting: Turn[] = [];
  #underWay = 0;
  #kind: Turn['kind'] = 'together';

  /** Runs `work` while nothing else is under way. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run('alone', work);
  }

  /** Runs `work` while nothing but other work of this kind is under way. */
  together<T>(work: () => Promise<T>): Promise<T> {
    return this.#run('together', work);
  }

  async #run<T>(kind: Turn['kind'], work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#mayBegin(kind)) await new Promise<void>((begin) => this.#waiting.push({ kind, begin: () => begin() }));
    else this.#take(kind);
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      this.#letIn();
    }
  }

  #mayBegin(kind: Turn['kind']): boolean {
    return this.#underWay === 0 || (kind === 'together' && this.#kind === 'together');
  }

  #take(kind: Turn['kind']): void {
    this.#kind = kind;
    this.#underWay += 1;
  }

  #letIn(): void {
    for (let next = this.#waiting[0]; next !== undefined && this.#mayBegin(next.kind); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#take(next.kind);
      next.begin();
    }
  }
}
