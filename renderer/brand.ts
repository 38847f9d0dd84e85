import { brandColours } from '../shared/ui/brand-colour.ts';
import type { ContrastTheme } from '../shared/ui/brand-colour.ts';

/** Sets the customer's colour on the page, or takes it away (null): through the style object, which the page's policy allows. */
export function applyBrand(style: CSSStyleDeclaration, colour: string | null, contrastTheme: ContrastTheme): void {
  const themes = colour === null ? null : brandColours(colour, contrastTheme);
  for (const name of ['light', 'dark'] as const) {
    setOrRemove(style, `--brand-${name}`, themes?.[name].brand);
    setOrRemove(style, `--brand-${name}-on`, themes?.[name].onBrand);
    setOrRemove(style, `--brand-${name}-soft`, themes?.[name].soft);
  }
}

function setOrRemove(style: CSSStyleDeclaration, property: string, value: string | undefined): void {
  if (value === undefined) style.removeProperty(property);
  else style.setProperty(property, value);
}
