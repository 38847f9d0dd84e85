import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandColours, contrast } from './brand-colour.ts';

const colours = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
/** Both themes' colours of the tokens with these names, in high contrast as well. */
const coloursOf = (names: string): RegExpExecArray[] => [...tokens.matchAll(new RegExp(`--(?:${names}): light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`, 'g'))];
const [light, dark] = ([1, 2] as const).map((theme) => coloursOf('page|card|sunk|sunk-strong').map((found) => found[theme] ?? '')) as [string[], string[]];
const [lightInks, darkInks] = ([1, 2] as const).map((theme) => coloursOf('ink').map((found) => found[theme] ?? '')) as [string[], string[]];

describe('brandColours', () => {
  it('J1 can be read on every surface of both themes, whatever the customer chose', () => {
    fc.assert(
      fc.property(colours, (hex) => {
        const themes = brandColours(hex, 'normal');
        for (const surface of [...light, themes.light.onBrand, themes.light.soft]) expect(contrast(themes.light.brand, surface)).toBeGreaterThanOrEqual(4.5);
        for (const surface of [...dark, themes.dark.onBrand, themes.dark.soft]) expect(contrast(themes.dark.brand, surface)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('J1 reads at 7 to 1 in high contrast, whatever the customer chose', () => {
    fc.assert(
      fc.property(colours, (hex) => {
        const themes = brandColours(hex, 'more');
        for (const surface of [...light, themes.light.onBrand, themes.light.soft]) expect(contrast(themes.light.brand, surface)).toBeGreaterThanOrEqual(7);
        for (const surface of [...dark, themes.dark.onBrand, themes.dark.soft]) expect(contrast(themes.dark.brand, surface)).toBeGreaterThanOrEqual(7);
      }),
    );
  });

  it('J1 text in the ink of every theme can be read on the soft surface of the brand, in high contrast too', () => {
    fc.assert(
      fc.property(colours, (hex) => {
        const themes = brandColours(hex, 'normal');
        for (const ink of lightInks) expect(contrast(ink, themes.light.soft), ink).toBeGreaterThanOrEqual(4.5);
        for (const ink of darkInks) expect(contrast(ink, themes.dark.soft), ink).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it.each(['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#ff00ff', '#808080', '#0d1714', '#f3f5f4'])('J1 puts %s right', (hex) => {
    const { light: ofLight, dark: ofDark } = brandColours(hex, 'normal');
    for (const pair of [
      ...light.map((surface) => [ofLight.brand, surface] as const),
      ...dark.map((surface) => [ofDark.brand, surface] as const),
      [ofLight.onBrand, ofLight.brand] as const,
      [ofDark.onBrand, ofDark.brand] as const,
      [ofLight.brand, ofLight.soft] as const,
      [ofDark.brand, ofDark.soft] as const,
    ])
      expect(contrast(...pair), pair.join(' on ')).toBeGreaterThanOrEqual(4.5);
  });

  it('J1 is held against every surface that there is', () => {
    expect([light.length, dark.length, lightInks.length]).toEqual([8, 8, 2]);
  });

  it('J1 leaves a colour alone that can be read as it is', () => {
    expect(brandColours('#0b6b55', 'normal').light.brand).toBe('#0b6b55');
    expect(brandColours('#3ecfa5', 'normal').dark.brand).toBe('#3ecfa5');
  });

  it('J1 corrects one that is too pale for light surfaces', () => {
    const { brand } = brandColours('#f4c430', 'normal').light;
    expect(brand).not.toBe('#f4c430');
    expect(contrast(brand, '#ffffff')).toBeGreaterThan(4.5);
  });

  it('J1 measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
