/** J1: where a new screen gave the focus to nothing, its heading takes it, so that a screen reader says where one is and Tab goes on from there. */
export function focusHeading(): void {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  const heading = document.querySelector<HTMLElement>('main h1');
  if (heading === null) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
