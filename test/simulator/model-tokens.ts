/** The server's side of a device's token (D9): a renewed one replaces the old one when it is first shown, not before. */
import type { ProblemCode } from '../../shared/contracts/problems.ts';
import type { RenewedToken } from '../../shared/contracts/http.ts';

export const goodToken = 'a-good-token-of-more-than-thirty-two-characters';
const dayMs = 86_400_000;

export class ModelTokens {
  isRevoked = false;
  #current = goodToken;
  /** Given out and never shown. */
  #next: string | null = null;
  readonly #replaced = new Set<string>();
  #isExpired = false;
  #renewals = 0;

  /** What is wrong with a token, null when nothing is. Showing a renewed one ends the one before it. */
  refusal(token: string | null): ProblemCode | null {
    if (token === null) return 'tokenMissing';
    if (token !== this.#current && token !== this.#next) return this.#replaced.has(token) ? 'tokenReplaced' : 'tokenUnknown';
    if (this.isRevoked) return 'tokenRevoked';
    if (token === this.#next) {
      this.#replaced.add(this.#current);
      this.#current = token;
      this.#next = null;
      this.#isExpired = false;
    }
    return this.#isExpired ? 'tokenExpired' : null;
  }

  /** A new token for the one that is shown, which may have expired. Every other renewal lasts so short that it is due at once. */
  renew(token: string | null, wallMs: number): RenewedToken | ProblemCode {
    const refusal = this.refusal(token);
    if (refusal !== null && refusal !== 'tokenExpired') return refusal;
    this.#renewals += 1;
    this.#next = `${goodToken}-${this.#renewals}`;
    return { deviceToken: this.#next, tokenExpiresAt: new Date(wallMs + (this.#renewals % 2 === 0 ? 90 : 44) * dayMs).toISOString() };
  }

  /** Its time is over; only a renewal helps. */
  expire(): void {
    this.#isExpired = true;
  }

  /** How many were given out. */
  get renewals(): number {
    return this.#renewals;
  }

  /** True for a token with which a device can get on by itself, if need be by a renewal. */
  isOfUse(token: string): boolean {
    return token === this.#current || token === this.#next;
  }
}
