/**
 * Lines that programs and people read (log, announcements), written together: those of one turn of the loop with one write, which
 * under a fleet is one for hundreds. What ends the process by itself writes them before; a kill takes the lines of its turn along.
 */
export class LinesTogether {
  readonly #write: (text: string) => void;
  #waiting = '';

  /** @param write takes whole lines, and is done with them when it returns */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** @param line with its line end */
  write(line: string): void {
    if (this.#waiting === '') setImmediate(() => this.flush());
    this.#waiting += line;
  }

  /** Writes what waits. Call it before the process ends. */
  flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') this.#write(text);
  }
}
