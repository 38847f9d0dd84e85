/**
 * Content keys by the protected header that they were derived for: a kiosk's batches bear the same ephemeral key for a while
 * (daemon/seal-jwe.ts), and the curve's arithmetic is most of what opening a small one costs. Only what opened a batch is kept, so
 * nobody fills this with headers that he made up; it says nothing of any batch, each of which is still decrypted and its tag checked.
 */
import type { KeyObject } from 'node:crypto';

export interface AgreedKey {
  readonly contentType: string;
  readonly contentKey: KeyObject;
  readonly kid: string;
  /** The server's key that it was derived with: when that goes (rotation), so does this. */
  readonly privateKey: KeyObject;
}

/** About a kilobyte each: some thousand kiosks twice over. */
const mostKept = 4096;

export class AgreedKeys {
  readonly #kept = new Map<string, AgreedKey>();
  readonly #most: number;

  constructor(most: number = mostKept) {
    this.#most = most;
  }

  /** @param keyOf the private key of a key id, as of now */
  find(protectedText: string, keyOf: (kid: string) => KeyObject | null): AgreedKey | null {
    const kept = this.#kept.get(protectedText);
    if (kept === undefined) return null;
    this.#kept.delete(protectedText);
    if (keyOf(kept.kid) !== kept.privateKey) return null;
    this.#kept.set(protectedText, kept);
    return kept;
  }

  /** Call it once a batch was opened with this key. The one that was not used for longest goes. */
  keep(protectedText: string, key: AgreedKey): void {
    this.#kept.set(protectedText, key);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#most && oldest !== undefined) this.#kept.delete(oldest);
  }

  get size(): number {
    return this.#kept.size;
  }
}
