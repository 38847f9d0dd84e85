import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast } from './brand-colour.ts';

const tokens = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const block = /:root\[data-contrast='more'\] \{([^}]*)\}/.exec(tokens)?.[1] ?? '';
const themes = [0, 1] as const;

/** A token in high contrast: its own value there, else that of every page. */
function token(name: string, theme: 0 | 1): string {
  const value = new RegExp(`--${name}: ([^;]+);`);
  const written = (value.exec(block) ?? value.exec(tokens))?.[1] ?? '';
  const found = [...written.matchAll(/#[0-9a-f]{6}/g)].map(([colour]) => colour);
  const colour = found[theme] ?? found[0];
  if (colour === undefined) throw new Error(`no colour --${name}`);
  return colour;
}

const surfaces = ['page', 'card', 'sunk', 'sunk-strong'];
const types = ['clock-in', 'break-out', 'break-in', 'clock-out', 'meal-out', 'meal-in', 'transfer'];
const softs = [...types, 'danger'].map((name) => `${name}-soft`);

describe.each(themes)('high contrast, theme %i', (theme) => {
  const brand = `brand-${theme === 0 ? 'light' : 'dark'}`;
  const pairs = [
    ...['ink', 'muted'].flatMap((ink) => [...surfaces, ...softs, `${brand}-soft`].map((on) => [ink, on] as const)),
    ...[...types, 'danger'].flatMap((ink) => [...surfaces, `${ink}-soft`].map((on) => [ink, on] as const)),
    ...[...surfaces, `${brand}-soft`].map((on) => [brand, on] as const),
    [`${brand}-on`, brand] as const,
    ['on-danger-fill', 'danger-fill'] as const,
    ...types.map((type) => ['on-type', type] as const),
  ];

  it.each(pairs)('J1 %s reads at 7 to 1 on %s', (ink, on) => {
    expect(contrast(token(ink, theme), token(on, theme))).toBeGreaterThanOrEqual(7);
  });

  it.each(['line', 'field-line'])('J1 the edge %s stands out at 4.5 to 1', (line) => {
    for (const on of surfaces) expect(contrast(token(line, theme), token(on, theme))).toBeGreaterThanOrEqual(4.5);
  });
});
