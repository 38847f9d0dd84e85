/** Which statements are prepared by name: those whose text came before. Texts that vary with their parameters soon stay out. */

const mostNames = 256;
const mostSeen = 2048;
/** Longer ones are built for one occasion. */
const longestText = 20_000;

export class PreparedNames {
  readonly #names = new Map<string, string>();
  readonly #seen = new Set<string>();

  /** The name under which to prepare `text`; null to send it as it is. */
  of(text: string): string | null {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    if (text.length > longestText || this.#names.size >= mostNames) return null;
    if (!this.#seen.has(text)) return this.#remember(text);
    this.#seen.delete(text);
    const name = `zentime_${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }

  #remember(text: string): null {
    if (this.#seen.size >= mostSeen) this.#seen.clear();
    this.#seen.add(text);
    return null;
  }
}
