/**
 * Keyboard and keyboard-wedge badge reader on one wire. A reader types faster than any hand and ends with Enter: such a
 * burst is a badge and goes through the same look-up as a PIN; everything slower is a person typing.
 */

export type KeyAction = { kind: 'digit'; digit: string } | { kind: 'erase' } | { kind: 'clear' } | { kind: 'submit' } | { kind: 'badge'; code: string } | { kind: 'none' };

/** Longest gap inside a burst; readers send every 1 to 30 ms, quick typists every 80. */
export const burstGapMs = 50;
const shortestBadge = 4;

export class KeyInput {
  #burst = '';
  #lastMs = Number.NEGATIVE_INFINITY;

  /** What a key means. `key` as the DOM names it, `atMs` when it was pressed. */
  press(key: string, atMs: number): KeyAction {
    const isQuick = atMs - this.#lastMs <= burstGapMs;
    this.#lastMs = atMs;
    if (/^\d$/.test(key)) {
      this.#burst = isQuick ? this.#burst + key : key;
      return { kind: 'digit', digit: key };
    }
    const burst = isQuick ? this.#burst : '';
    this.#burst = '';
    if (key === 'Enter') return burst.length >= shortestBadge ? { kind: 'badge', code: burst } : { kind: 'submit' };
    if (key === 'Backspace') return { kind: 'erase' };
    if (key === 'Escape' || key === 'Delete') return { kind: 'clear' };
    return { kind: 'none' };
  }
}
