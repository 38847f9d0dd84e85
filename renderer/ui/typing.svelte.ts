import { createContext } from 'svelte';

/** The on-screen keyboard's state: which field it types into, and whether it is open. */
export class Typing {
  input = $state.raw<HTMLInputElement | null>(null);
  isOpen = $state(false);
  /** What was last used to touch the page: a finger opens the keyboard, a mouse does not. */
  pointerKind = 'mouse';

  focus(input: HTMLInputElement): void {
    this.input = input;
    if (this.pointerKind === 'touch' || this.pointerKind === 'pen') this.isOpen = true;
    if (this.isOpen) requestAnimationFrame(() => input.scrollIntoView({ block: 'center' }));
  }

  toggle(): void {
    this.isOpen = !this.isOpen;
    this.input?.focus();
  }

  /** Puts `text` where the caret stands. */
  insert(text: string): void {
    this.#replace(text, (start) => start);
  }

  /** Takes away the selection, or the character before the caret. */
  erase(): void {
    this.#replace('', (start, end) => (start === end ? Math.max(0, start - 1) : start));
  }

  #replace(text: string, from: (start: number, end: number) => number): void {
    const { input } = this;
    if (!input?.isConnected) return;
    const start = input.selectionStart ?? input.value.length;
    const end = input.selectionEnd ?? input.value.length;
    input.setRangeText(text, from(start, end), end, 'end');
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

export const [useTyping, provideTyping] = createContext<Typing>();
