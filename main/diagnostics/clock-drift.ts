/**
 * H4, G3: how much the device's clock gains on the server's. Each contact tells both times, exact to half of its round trip; two that lie far
 * apart tell the difference in speed. The machine's own steady clock is what is measured: the wall clock may be moved, and says nothing.
 */
export interface DriftContact {
  readonly serverMs: number;
  readonly roundTripMs: number;
  /** By the machine's monotonic clock. */
  readonly heardAtMs: number;
}

export interface Drift {
  /** Positive: the device runs fast. */
  readonly msPerDay: number;
  readonly errorMsPerDay: number;
  readonly overMs: number;
}

const dayMs = 86_400_000;
/** Of contacts this close together the best one is kept. */
const bucketMs = 10 * 60_000;
const mostKept = 144;
/** Less than that apart, the round trips are all that would be seen. */
const shortestMs = 30 * 60_000;
/** No clock gains half a percent: the server's has been set, or another server answers. */
const impossibleGain = 0.005;

export class ClockDrift {
  #contacts: DriftContact[] = [];

  learn(contact: DriftContact): void {
    const last = this.#contacts.at(-1);
    if (last === undefined) {
      this.#contacts.push(contact);
      return;
    }
    const passedMs = contact.heardAtMs - last.heardAtMs;
    const allowedMs = passedMs * impossibleGain + last.roundTripMs + contact.roundTripMs + 1_000;
    if (passedMs < 0 || Math.abs(gained(last, contact)) > allowedMs) this.#contacts = [contact];
    else if (passedMs >= bucketMs) this.#push(contact);
    else if (contact.roundTripMs < last.roundTripMs && this.#contacts.length > 1) this.#contacts[this.#contacts.length - 1] = contact;
  }

  /** Sleep is not counted by every monotonic clock: what was learned before says nothing about what comes after. */
  forget(): void {
    this.#contacts = [];
  }

  read(): Drift | null {
    const first = this.#contacts[0];
    const last = this.#contacts.at(-1);
    if (first === undefined || last === undefined) return null;
    const overMs = last.heardAtMs - first.heardAtMs;
    if (overMs < shortestMs) return null;
    const perDay = dayMs / overMs;
    return { msPerDay: gained(first, last) * perDay, errorMsPerDay: ((first.roundTripMs + last.roundTripMs) / 2) * perDay, overMs };
  }

  #push(contact: DriftContact): void {
    this.#contacts.push(contact);
    // The oldest stays: the longer the time between, the better.
    if (this.#contacts.length > mostKept) this.#contacts.splice(1, 1);
  }
}

/** How much the device's clock has gained from one contact to the other. */
function gained(one: DriftContact, other: DriftContact): number {
  const serverMs = other.serverMs + other.roundTripMs / 2 - (one.serverMs + one.roundTripMs / 2);
  return other.heardAtMs - one.heardAtMs - serverMs;
}
