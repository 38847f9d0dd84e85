/**
 * J1: where one is now is what a screen reader says first. What came new gives the focus to its heading, unless something of its own has taken
 * it; a field then names the heading as its description.
 */
import { untrack } from 'svelte';

/** The heading of a screen, for fields that take the focus from it. */
export const screenTitleId = 'screen-title';
/** The heading of one step, within a screen that stays. */
export const stepTitleId = 'step-title';

/** A new screen, where nothing has the focus yet: Tab goes on from its heading. */
export function focusHeading(): void {
  const { activeElement } = document;
  if (activeElement === null || activeElement === document.body) focusOn('main h1');
}

/** In a screen that stays while its steps go by; `heading` is what each step is called by. Where the focus stood before, be it on Back, is the step before. */
export function focusSteps(step: () => unknown, heading: string): void {
  let shown = untrack(step);
  let before: Element | null = null;
  $effect.pre(() => {
    if (step() !== shown) before = document.activeElement;
  });
  $effect(() => {
    const next = step();
    if (next === shown) return;
    shown = next;
    const { activeElement } = document;
    if (activeElement === before || activeElement === document.body) focusOn(heading);
  });
}

function focusOn(selector: string): void {
  const heading = document.querySelector<HTMLElement>(selector);
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
