/** Somebody asked their system for less motion: what moves on this story all the same. */
import { named } from './text-faults.ts';

const longestMs = 10;

export function motionFaults(): readonly string[] {
  const running = document.getAnimations().map(() => 'an animation runs');
  const moving = [...document.querySelectorAll<HTMLElement>('#app *')].flatMap((element) => [undefined, '::before', '::after'].filter((part) => movesLong(getComputedStyle(element, part))).map(() => `${named(element)} moves`));
  return [...running, ...moving];
}

function movesLong({ transitionDuration, transitionDelay, animationName, animationDuration }: CSSStyleDeclaration): boolean {
  return longest(transitionDuration) + longest(transitionDelay) > longestMs || (animationName !== 'none' && longest(animationDuration) > longestMs);
}

/** Of a computed list such as "0.12s, 0s", in ms. */
function longest(times: string): number {
  return Math.max(...times.split(',').map((time) => Number.parseFloat(time) * 1000));
}
