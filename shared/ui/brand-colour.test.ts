import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brandColours, contrast } from './brand-colour.ts';

const colours = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const light = ['#ffffff', '#f3f5f4', '#e9edeb'];
const dark = ['#0d1714', '#15221e', '#1c2c27'];

describe('brandColours', () => {
  it('J1 can be read on every surface of both themes, whatever the customer chose', () => {
    fc.assert(
      fc.property(colours, (hex) => {
        const themes = brandColours(hex);
        for (const surface of [...light, themes.light.onBrand, themes.light.soft]) expect(contrast(themes.light.brand, surface)).toBeGreaterThanOrEqual(4.5);
        for (const surface of [...dark, themes.dark.onBrand, themes.dark.soft]) expect(contrast(themes.dark.brand, surface)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('J1 leaves a colour alone that can be read as it is', () => {
    expect(brandColours('#0b6b55').light.brand).toBe('#0b6b55');
    expect(brandColours('#3ecfa5').dark.brand).toBe('#3ecfa5');
  });

  it('J1 corrects one that is too pale for light surfaces', () => {
    const { brand } = brandColours('#f4c430').light;
    expect(brand).not.toBe('#f4c430');
    expect(contrast(brand, '#ffffff')).toBeGreaterThan(4.5);
  });

  it('J1 measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});
