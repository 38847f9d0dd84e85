/** Text of a story that cannot be read as a whole: cut off, or written over other text. */

const slackPx = 1;
const longestWord = 14;
/** Not a part of a name with a hyphen, an address or a path. */
const plainWord = /(?<![\p{L}\p{N}._/:-])[\p{L}\p{M}]{2,}(?![\p{L}\p{N}_/:-]|\.\p{L})/gu;
/** A field scrolls its text; of the clock's figures the line is smaller than the figures on purpose. */
const unfitted = 'input, textarea, [data-testid="clock"], [data-testid="clock"] *';

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Line extends Box {
  readonly element: HTMLElement;
}

export function textFaults(shown: readonly HTMLElement[]): string[] {
  const written = shown.filter(hasText);
  const small = written.filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 17).map((element) => `${named(element)} is written below 17 px`);
  return [...small, ...cutFaults(shown), ...written.flatMap(brokenFaults), ...overlapFaults(written.filter((element) => !element.matches(unfitted)))];
}

/** What hides what does not fit, and holds more than fits. */
function cutFaults(shown: readonly HTMLElement[]): string[] {
  return shown
    .filter((element) => !element.matches(unfitted) && element.textContent.trim() !== '')
    .filter((element) => {
      const { overflowX, overflowY } = getComputedStyle(element);
      const hides = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';
      return (hides(overflowX) && element.scrollWidth > element.clientWidth + slackPx) || (hides(overflowY) && element.scrollHeight > element.clientHeight + slackPx);
    })
    .map((element) => `${named(element)} cuts off its text`);
}

/** A column too narrow for its words breaks them in the middle. What is longer than this is a name or an address. */
function brokenFaults(element: HTMLElement): string[] {
  const range = document.createRange();
  const isBroken = (node: Node, { index, 0: word }: RegExpExecArray): boolean => {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
  };
  const broken = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).flatMap((node) => [...(node.textContent ?? '').matchAll(plainWord)].filter((match) => match[0].length <= longestWord && isBroken(node, match)));
  return broken.map(([word]) => `${named(element)} breaks "${word}"`);
}

function overlapFaults(written: readonly HTMLElement[]): string[] {
  const lines = written.flatMap(linesOf);
  return lines.flatMap((one, index) =>
    lines
      .slice(index + 1)
      .filter((other) => other.element !== one.element && !isOver(one.element, other.element))
      .filter((other) => one.left < other.right - slackPx && other.left < one.right - slackPx && one.top < other.bottom && other.top < one.bottom)
      .map((other) => `${named(one.element)} is written over ${named(other.element)}`),
  );
}

/** The lines of an element's own text, without the room that a typeface leaves above and below its letters; only what is not scrolled away. */
function linesOf(element: HTMLElement): Line[] {
  const range = document.createRange();
  return [...element.childNodes]
    .filter(({ nodeType, textContent }) => nodeType === Node.TEXT_NODE && textContent?.trim() !== '')
    .flatMap((node) => {
      range.selectNodeContents(node);
      return [...range.getClientRects()];
    })
    .map(({ left, right, top, bottom, height }) => ({ element, left, right, top: top + height * 0.25, bottom: bottom - height * 0.25 }))
    .filter((line) => isInSight(element, line));
}

/** What a scroller has moved away covers nothing that stands there. */
export function isInSight(element: HTMLElement, box: Box = element.getBoundingClientRect()): boolean {
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  for (let parent = element.parentElement; parent; parent = parent.parentElement) {
    const { overflowY } = getComputedStyle(parent);
    if (overflowY !== 'auto' && overflowY !== 'scroll') continue;
    const { left, right, top, bottom } = parent.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) return false;
  }
  return true;
}

/** What floats over the page on purpose covers it. */
export function isOver(one: HTMLElement, other: HTMLElement): boolean {
  const floating = '[data-testid="admin-doors"]';
  return one.closest(floating) !== other.closest(floating);
}

export function hasText(element: HTMLElement): boolean {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '');
}

export function named(element: HTMLElement): string {
  const label = element.dataset['testid'] ?? element.className;
  return `<${element.localName} ${label}> "${element.textContent.trim().slice(0, 40)}"`;
}
