/** Which numbers of a long row have been seen: one bit each, so that a million cost 125 kB. */
export class NumberSet {
  #bits = new Uint8Array(1024);

  has(number: number): boolean {
    return ((this.#bits[number >>> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }

  /** False when it was there. */
  add(number: number): boolean {
    if (this.has(number)) return false;
    const place = number >>> 3;
    if (place >= this.#bits.length) this.#grow(place);
    this.#bits[place] = (this.#bits[place] ?? 0) | (1 << (number & 7));
    return true;
  }

  /** True when one of the numbers from `first` to `last`, both included, has not been seen. */
  lacksAny(first: number, last: number): boolean {
    for (let number = first; number <= last; number += 1) {
      // Eight at a time where all eight are asked about.
      if ((number & 7) === 0 && number + 7 <= last && this.#bits[number >>> 3] === 0xff) number += 7;
      else if (!this.has(number)) return true;
    }
    return false;
  }

  #grow(place: number): void {
    const longer = new Uint8Array(Math.max(place + 1, this.#bits.length * 2));
    longer.set(this.#bits);
    this.#bits = longer;
  }
}
