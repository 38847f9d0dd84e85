import { describe, expect, it } from 'vitest';
import { takeLaunchToken } from './launch-token.ts';

function page(hash: string, stored: string | null = null): { page: Parameters<typeof takeLaunchToken>[0]; shown: string[]; kept: Map<string, string> } {
  const shown: string[] = [];
  const kept = new Map<string, string>(stored === null ? [] : [['zentime.token', stored]]);
  return {
    page: {
      location: { hash, pathname: '/', search: '' },
      history: { replaceState: (_data, _unused, url) => shown.push(url) },
      sessionStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) },
    },
    shown,
    kept,
  };
}

describe('takeLaunchToken', () => {
  it('J3 takes the token out of the address bar at once and keeps it for a reload', () => {
    const { page: opened, shown, kept } = page('#token=abc-DEF_123');
    expect(takeLaunchToken(opened)).toBe('abc-DEF_123');
    expect(shown).toEqual(['/']);
    expect(takeLaunchToken(page('', kept.get('zentime.token') ?? null).page)).toBe('abc-DEF_123');
  });

  it('J3 has none when the page was opened without one, or with something else', () => {
    expect(takeLaunchToken(page('').page)).toBeNull();
    expect(takeLaunchToken(page('#token=<script>').page)).toBeNull();
  });
});
