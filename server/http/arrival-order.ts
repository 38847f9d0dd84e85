/** Requests of one sender that arrive at once take their turns in the order of arrival, although opening one takes longer than another. */

export class ArrivalOrder {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Runs `prepare` at once and `then` when everybody of the same sender who came before has begun theirs.
   * @returns what `then` answers
   */
  async inTurn<P, A>(sender: string, prepare: () => Promise<P>, then: (prepared: P) => Promise<A>): Promise<A> {
    const before = this.#last.get(sender);
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    this.#last.set(sender, begun);
    try {
      const prepared = await prepare();
      await before;
      // `then` has queued its job when it first waits.
      const answer = then(prepared);
      begin();
      return await answer;
    } finally {
      // Also where opening failed: nobody waits for a turn that never comes. Those behind wait for those before all the same.
      if (before === undefined) begin();
      else void before.then(begin);
      if (this.#last.get(sender) === begun) this.#last.delete(sender);
    }
  }
}
