/** What is wrong with the layout of the story that stands, in words; used by the test over all stories. */
import { isInSight, isOver, named, textFaults } from './text-faults.ts';

const smallestTargetPx = 48;
const smallestGapPx = 4;
const targetSelector = 'button, input, textarea, [role="button"], a[href]';
const pointing = /lucide-(arrow-(left|right)(?!-)|chevron-(left|right)|log-(in|out)|undo|redo|corner-down-(left|right)|send(?!-)|reply)/;
const slackPx = 1;
/** A field scrolls its text; the clock's figures are taller than their line on purpose. */
const unfitted = 'input, [data-testid="clock"]';

/** Too small or crowded targets, content that leaves its button, anything that leaves the window, text below 17 px or cut off, icons that point the wrong way. */
export function layoutFaults(): readonly string[] {
  const shown = [...document.querySelectorAll<HTMLElement>('#app *')].filter(isShown);
  return [...targetFaults(shown), ...spacingFaults(shown), ...windowFaults(shown), ...textFaults(shown), ...mirrorFaults(), ...pageFaults()];
}

function targetFaults(shown: readonly HTMLElement[]): string[] {
  return shown
    .filter((element) => element.matches(targetSelector))
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
      const leavesSideways = left < -slackPx || right > window.innerWidth + slackPx;
      return leavesSideways || (!doesPageScroll() && (top < -slackPx || bottom > window.innerHeight + slackPx));
    })
    .map((element) => `${named(element)} leaves the window`);
}

/** Rows of a list may touch each other, being as high as two lines of text. */
function gapFor(...boxes: readonly DOMRect[]): number {
  return boxes.every(({ width, height }) => Math.min(width, height) >= 56) ? -slackPx : smallestGapPx;
}

/** Targets beside each other: a finger that misses one must not press its neighbour. */
function spacingFaults(shown: readonly HTMLElement[]): string[] {
  const targets = shown.filter((element) => element.matches(targetSelector)).map((element) => ({ element, box: element.getBoundingClientRect() }));
  return targets.flatMap(({ element, box }, index) =>
    targets
      .slice(index + 1)
      .filter((other) => !element.contains(other.element) && !other.element.contains(element))
      .filter(({ element: other }) => isInSight(element) && isInSight(other) && !isOver(element, other))
      .filter(({ box: other }) => Math.max(box.left - other.right, other.left - box.right, box.top - other.bottom, other.top - box.bottom) < gapFor(box, other))
      .map((other) => `${named(element)} stands too near to ${named(other.element)}`),
  );
}

/** Icons that point along the line of reading turn with it; the others (a clock, a check) never do. */
function mirrorFaults(): string[] {
  return [...document.querySelectorAll<SVGElement>('#app svg')]
    .filter((icon) => icon.checkVisibility())
    .filter((icon) => isMirrored(icon) !== (icon.matches(':dir(rtl)') && pointing.test(icon.getAttribute('class') ?? '')))
    .map((icon) => `the icon ${icon.getAttribute('class') ?? ''} ${isMirrored(icon) ? 'is turned' : 'is not turned'}`);
}

function isMirrored(icon: Element): boolean {
  let isTurned = false;
  for (let element: Element | null = icon; element; element = element.parentElement) {
    const { transform } = getComputedStyle(element);
    if (transform !== 'none' && new DOMMatrixReadOnly(transform).a < 0) isTurned = !isTurned;
  }
  return isTurned;
}

function pageFaults(): string[] {
  const { scrollWidth } = document.documentElement;
  return scrollWidth > window.innerWidth ? [`the page is ${scrollWidth} px wide in a window of ${window.innerWidth}`] : [];
}

function isShown(element: HTMLElement): boolean {
  return element.checkVisibility() && element.closest('.unseen, svg') === null && getComputedStyle(element).clipPath === 'none' && element.getBoundingClientRect().width > 0;
}

/** In a window that was zoomed into, the page itself scrolls down. */
function doesPageScroll(): boolean {
  return getComputedStyle(document.body).overflowY === 'visible';
}

/** What scrolls may be longer than the window, never wider. */
function isInScroller(element: HTMLElement): boolean {
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (parent.id !== 'app' && parent !== document.body && (overflowY === 'auto' || overflowY === 'scroll')) return parent.scrollWidth <= parent.clientWidth + slackPx;
  }
  return false;
}
