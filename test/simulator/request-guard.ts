/**
 * No loop of requests is faster than its guard (sync-machine.md, K8, limits-and-faults.md 11): the server's word on silence, a
 * second before a batch is tried again, and never more than so many requests in ten seconds. One for each life of a daemon.
 */
import type { RouteName } from '../../shared/contracts/http.ts';

const windowMs = 10_000;
/** Off line one a second, a hint each second, and the second one of a failure. */
const mostPings = 26;
/** Three retries of each of the runs that a flapping network begins. */
const mostFailures = 12;
const shortestPauseMs = 1_000;

export class RequestGuard {
  readonly #violations: string[];
  #pingsAtMs: number[] = [];
  #failuresAtMs: number[] = [];
  readonly #failedBatches = new Map<string, number>();

  constructor(violations: string[]) {
    this.#violations = violations;
  }

  asks(route: RouteName, batch: string, nowMs: number, silentUntilMs: number): void {
    if (route === 'ping') {
      this.#pingsAtMs = [...this.#pingsAtMs.filter((atMs) => atMs > nowMs - windowMs), nowMs];
      if (this.#pingsAtMs.length > mostPings) this.#violations.push(`K8: ${this.#pingsAtMs.length} pings within ${windowMs} ms`);
      return;
    }
    if (nowMs < silentUntilMs) this.#violations.push(`K8: ${route} at ${nowMs}, though the server asked for silence until ${silentUntilMs}`);
    const lastMs = this.#failedBatches.get(batch);
    if (lastMs !== undefined && nowMs - lastMs < shortestPauseMs) this.#violations.push(`K8: a batch was tried again ${nowMs - lastMs} ms after it failed`);
  }

  failed(route: RouteName, batch: string, kind: string, nowMs: number): void {
    if (route === 'ping' || kind === 'tooLarge' || kind === 'cursorUnknown') return;
    this.#failuresAtMs = [...this.#failuresAtMs.filter((atMs) => atMs > nowMs - windowMs), nowMs];
    if (this.#failuresAtMs.length > mostFailures) this.#violations.push(`K8: ${this.#failuresAtMs.length} requests failed within ${windowMs} ms`);
    // A token that has expired is renewed, and the batch goes again at once (D9).
    if (route === 'uploadBatch' && kind !== 'unauthorised') this.#failedBatches.set(batch, nowMs);
  }
}
