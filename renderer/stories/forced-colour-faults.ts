/** In the system's own colours: states of a story that are told by a colour of ours and so by nothing any more. */
import { named } from './text-faults.ts';

/** What stands out as a surface of its own, and is no button. */
const surfaces = 'div.danger, div.info, span.open:not(.filled), span.updated, span.tag, li .status, .counts li, [data-testid="offline-bar"], [data-testid="yesterday"]';
/** The clock, which can be tapped twice (G1). */
const edgeless = '[data-testid="clock"]';

export function forcedColourFaults(): readonly string[] {
  const system = systemColours();
  return [...chosenFaults(system), ...offFaults(system), ...edgeFaults(), ...progressFaults(system)];
}

type SystemColours = Readonly<Record<'Highlight' | 'HighlightText' | 'GrayText', string>>;

function chosenFaults({ Highlight, HighlightText }: SystemColours): string[] {
  return shown('[aria-pressed="true"], [aria-checked="true"]')
    .filter((element) => backgroundOf(element) !== Highlight || [element, ...element.querySelectorAll('*')].some((part) => colourOf(part) !== HighlightText))
    .map((element) => `${named(element)} does not show that it is chosen`);
}

function offFaults({ GrayText, HighlightText }: SystemColours): string[] {
  return shown('[aria-disabled="true"]')
    .filter((element) => ![GrayText, HighlightText].includes(colourOf(element)))
    .map((element) => `${named(element)} does not show that it is off`);
}

function edgeFaults(): string[] {
  return shown(`button, input, ${surfaces}`)
    .filter((element) => !element.matches(edgeless) && !hasEdge(element))
    .map((element) => `${named(element)} has no edge`);
}

function progressFaults({ Highlight }: SystemColours): string[] {
  const bars = shown('[role="progressbar"]').filter((bar) => !hasEdge(bar) || ![...bar.children].some((part) => backgroundOf(part) === Highlight));
  const dots = shown('.reached').filter((dot) => backgroundOf(dot) !== Highlight);
  return [...bars, ...dots].map((element) => `${named(element)} does not show how far it is`);
}

function hasEdge(element: Element): boolean {
  const { borderBlockEndWidth, borderBlockEndStyle, borderBlockEndColor, backgroundColor } = getComputedStyle(element);
  return Number.parseFloat(borderBlockEndWidth) >= 1 && borderBlockEndStyle === 'solid' && borderBlockEndColor !== backgroundColor && !/, 0\)$/.test(borderBlockEndColor);
}

function shown(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((element) => element.checkVisibility());
}

const backgroundOf = (element: Element): string => getComputedStyle(element).backgroundColor;
const colourOf = (element: Element): string => getComputedStyle(element).color;

/** As they are on this machine. */
function systemColours(): SystemColours {
  const probe = document.body.appendChild(document.createElement('i'));
  const resolve = (name: string): string => {
    probe.style.color = name;
    return colourOf(probe);
  };
  const colours = { Highlight: resolve('Highlight'), HighlightText: resolve('HighlightText'), GrayText: resolve('GrayText') };
  probe.remove();
  return colours;
}
