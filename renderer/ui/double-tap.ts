const doubleTapMs = 500;

/** G1: two taps within half a second; a key, or a screen reader's activation, counts as both. */
export class DoubleTap {
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Whether this click completes one. */
  takes(event: Pick<MouseEvent, 'detail' | 'timeStamp'>): boolean {
    const isSecond = event.timeStamp - this.#lastAt <= doubleTapMs;
    this.#lastAt = isSecond ? Number.NEGATIVE_INFINITY : event.timeStamp;
    return event.detail === 0 || isSecond;
  }
}
