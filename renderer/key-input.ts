/**
 * Keyboard and keyboard-wedge badge reader on one wire. A reader types faster than any hand and ends with Enter or Tab: such a
 * burst is a badge and goes through the same look-up as a PIN; everything slower is a person typing. What a reader sends before and
 * behind the digits (a site's letter, the sentinels of a magnetic stripe) is not part of the code.
 */

export type KeyAction = { kind: 'digit'; digit: string } | { kind: 'erase' } | { kind: 'clear' } | { kind: 'submit' } | { kind: 'badge'; code: string } | { kind: 'none' };

/** Longest gap inside a burst; readers send every 1 to 30 ms, quick typists every 80. */
export const burstGapMs = 50;
const shortestBadge = 4;
/** Keys without a character that a reader sends between characters. */
const silentKeys: readonly string[] = ['Shift', 'CapsLock', 'NumLock'];

export class KeyInput {
  #burst = '';
  #lastMs = Number.NEGATIVE_INFINITY;

  /** What a key means. `key` as the DOM names it, `atMs` when it was pressed. */
  press(key: string, atMs: number): KeyAction {
    const isQuick = atMs - this.#lastMs <= burstGapMs;
    this.#lastMs = atMs;
    if (isQuick && silentKeys.includes(key)) return { kind: 'none' };
    const burst = isQuick ? this.#burst : '';
    if (Array.from(key).length === 1) {
      this.#burst = burst + key;
      return /^\d$/.test(key) ? { kind: 'digit', digit: key } : { kind: 'none' };
    }
    this.#burst = '';
    const code = codeIn(burst);
    if ((key === 'Enter' || key === 'Tab') && code !== null) return { kind: 'badge', code };
    if (key === 'Enter') return { kind: 'submit' };
    if (key === 'Backspace') return { kind: 'erase' };
    if (key === 'Escape' || key === 'Delete') return { kind: 'clear' };
    return { kind: 'none' };
  }
}

/** The one run of digits in a burst; null where there is none that can be a badge. */
function codeIn(burst: string): string | null {
  const code = /^\D*(\d+)\D*$/.exec(burst)?.[1];
  return code !== undefined && code.length >= shortestBadge ? code : null;
}
