/** Where the focus stands on a page, as somebody hears it. */
import type { Page } from 'playwright-core';

/** A screen that asks a server first takes longer than a poll waits by itself, on a machine that is busy. */
export const patience = { timeout: 20_000 };

export interface Focused {
  readonly tag: string;
  /** What a screen reader calls it. */
  readonly name: string;
  /** What it adds: for a field that took the focus from its screen's heading, that heading. */
  readonly description: string;
  readonly isSeen: boolean;
}

/** Runs in the page, where there is a document. */
const lookAtFocus = `(() => {
  const at = document.activeElement;
  if (at === null) return { tag: '', name: '', description: '', isSeen: false };
  const isField = at instanceof HTMLInputElement;
  const plain = (text) => text.replace(/\\s+/g, ' ').trim();
  const text = isField ? (at.labels?.[0]?.textContent ?? '') : at.textContent;
  const describing = (at.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '');
  return { tag: at.tagName, name: plain(at.ariaLabel ?? text), description: plain(describing.join(' ')), isSeen: isField || getComputedStyle(at).outlineStyle !== 'none' };
})()`;

export function focused(page: Page): Promise<Focused> {
  return page.evaluate<Focused>(lookAtFocus);
}
