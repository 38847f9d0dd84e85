/**
 * A customer's brand colour, put right for reading: the hue stays, the lightness moves until text and dots in it can be
 * read on every surface of the theme (WCAG 2.2: 4.5 to 1; 7 to 1 in high contrast).
 */

export interface BrandTheme {
  readonly brand: string;
  /** Text and icons on the brand colour. */
  readonly onBrand: string;
  /** A soft background of the same hue, on which both ink and brand can be read. */
  readonly soft: string;
}

export interface BrandColours {
  readonly light: BrandTheme;
  readonly dark: BrandTheme;
}

type Rgb = readonly [number, number, number];

const wantedContrasts = { normal: 4.5, more: 7 } as const;
export type ContrastTheme = keyof typeof wantedContrasts;
/** Every surface of tokens.css, those of high contrast too. */
const lightSurfaces = ['#ffffff', '#f3f5f4', '#e9edeb', '#dce2df', '#e4e9e6'];
const darkSurfaces = ['#0d1714', '#15221e', '#1c2c27', '#263a33', '#000000', '#26332e'];
const lightInk = '#ffffff';
const darkInk = '#0d1714';

/** The two themes of `hex` ("#rrggbb"). */
export function brandColours(hex: string, contrastTheme: ContrastTheme): BrandColours {
  const colour = parse(hex);
  const wanted = wantedContrasts[contrastTheme];
  return {
    light: themed(colour, lightSurfaces, { wanted, towards: [0, 0, 0], softBase: [255, 255, 255], softShare: 0.12 }),
    dark: themed(colour, darkSurfaces, { wanted, towards: [255, 255, 255], softBase: parse('#15221e'), softShare: 0.2 }),
  };
}

/** Contrast ratio of two colours, 1 to 21. */
export function contrast(first: string, second: string): number {
  const [darker = 0, lighter = 0] = [luminance(parse(first)), luminance(parse(second))].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

interface Direction {
  readonly wanted: number;
  readonly towards: Rgb;
  readonly softBase: Rgb;
  readonly softShare: number;
}

function themed(colour: Rgb, surfaces: readonly string[], { wanted, towards, softBase, softShare }: Direction): BrandTheme {
  for (let step = 0; step <= 100; step += 1) {
    const brand = write(mix(colour, towards, step / 100));
    const onBrand = contrast(brand, lightInk) >= contrast(brand, darkInk) ? lightInk : darkInk;
    const soft = write(mix(softBase, parse(brand), softShare));
    const isReadable = [...surfaces, soft, onBrand].every((other) => contrast(brand, other) >= wanted);
    if (isReadable) return { brand, onBrand, soft };
  }
  return { brand: write(towards), onBrand: surfaces[0] ?? lightInk, soft: write(softBase) };
}

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function write(colour: Rgb): string {
  return `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

/** `share` of the way from one colour to another. */
function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const channel = (index: 0 | 1 | 2): number => from[index] + (to[index] - from[index]) * share;
  return [channel(0), channel(1), channel(2)];
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
