/** What is wrong with the layout of the story that stands, in words; used by the test over all stories. */

const smallestTargetPx = 48;
const slackPx = 1;
/** A field scrolls its text; the clock's figures are taller than their line on purpose. */
const unfitted = 'input, [data-testid="clock"]';

/** Too small targets, content that leaves its button, anything that leaves the window, text below 17 px. */
export function layoutFaults(): readonly string[] {
  const shown = [...document.querySelectorAll<HTMLElement>('#app *')].filter(isShown);
  return [...targetFaults(shown), ...windowFaults(shown), ...textFaults(shown), ...pageFaults()];
}

function targetFaults(shown: readonly HTMLElement[]): string[] {
  return shown
    .filter((element) => element.matches('button, input, [role="button"], a[href]'))
    .flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const isSmall = width < smallestTargetPx || height < smallestTargetPx;
      const isOverfull = element.scrollWidth > element.clientWidth + slackPx || element.scrollHeight > element.clientHeight + slackPx;
      return [isSmall ? `${named(element)} is ${Math.round(width)} x ${Math.round(height)} px` : '', isOverfull && !element.matches(unfitted) ? `${named(element)} is too small for its content` : ''];
    })
    .filter((fault) => fault !== '');
}

function windowFaults(shown: readonly HTMLElement[]): string[] {
  return shown
    .filter((element) => !isInScroller(element))
    .filter((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return left < -slackPx || right > window.innerWidth + slackPx || top < -slackPx || bottom > window.innerHeight + slackPx;
    })
    .map((element) => `${named(element)} leaves the window`);
}

function textFaults(shown: readonly HTMLElement[]): string[] {
  const hasText = (element: HTMLElement): boolean => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
  return shown.filter((element) => hasText(element) && Number.parseFloat(getComputedStyle(element).fontSize) < 17).map((element) => `${named(element)} is written below 17 px`);
}

function pageFaults(): string[] {
  const { scrollWidth } = document.documentElement;
  return scrollWidth > window.innerWidth ? [`the page is ${scrollWidth} px wide in a window of ${window.innerWidth}`] : [];
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility() && element.closest('.unseen, svg') === null && element.getBoundingClientRect().width > 0;
}

/** What scrolls may be longer than the window, never wider. */
function isInScroller(element: HTMLElement): boolean {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (parent.id !== 'app' && parent !== document.body && (overflowY === 'auto' || overflowY === 'scroll')) return parent.scrollWidth <= parent.clientWidth + slackPx;
  }
  return false;
}

function named(element: HTMLElement): string {
  const label = element.dataset['testid'] ?? element.className;
  return `<${element.localName} ${label}> "${element.textContent.trim().slice(0, 40)}"`;
}
