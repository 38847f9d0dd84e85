/** Rules of the house that no compiler and no linter holds: read from the files themselves. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const programs = '{main,daemon,server,renderer,shared,scripts}';
const sources = globSync([`${programs}/**/*.{ts,svelte}`, 'test/**/*.ts']).filter((file) => !file.includes('node_modules') && !file.startsWith('test/canary/'));
const read = (file: string): string => readFileSync(file, 'utf8');
/** The files in which a line matches. */
const filesWith = (pattern: RegExp, files: readonly string[] = sources): string[] => files.filter((file) => pattern.test(read(file)));
/** This file names what it forbids, in its patterns: it suppresses and skips nothing itself, and is left out of its own search. */
const own = 'test/architecture/house-rules.test.ts';

describe('the house rules', () => {
  it('L9 finds the sources', () => {
    expect(sources.length).toBeGreaterThan(200);
  });

  it('L9 has no file that is a place for such things instead of an idea', () => {
    expect(sources.filter((file) => /(^|\/)(utils?|helpers?|manager|common|misc|index)\.(ts|svelte)$/.test(file))).toEqual([]);
  });

  it('L9 names files in kebab-case, components in PascalCase', () => {
    expect(sources.filter((file) => file.endsWith('.ts') && !/(^|\/)[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.ts$/.test(file))).toEqual([]);
    expect(sources.filter((file) => file.endsWith('.svelte') && !/(^|\/)[A-Z][A-Za-z0-9]*\.svelte$/.test(file))).toEqual([]);
  });

  it('L6 suppresses nothing, skips nothing and leaves nothing to do', () => {
    // A pattern that looks for suppressions, not one of them; `own` is left out because this line matches it.
    expect(filesWith(/@ts-(ignore|expect-error|nocheck)|eslint-disable|svelte-ignore|prettier-ignore/).filter((file) => file !== own)).toEqual([]);
    expect(filesWith(/\b(it|test|describe)\.(only|skip|todo|fails)\b/).filter((file) => file !== own)).toEqual([]);
    expect(filesWith(/\b(TODO|FIXME|XXX|HACK)\b/).filter((file) => file !== own)).toEqual([]);
  });

  it('L5 keeps the guards of the window out of reach (security list 6, 8 to 10, 15)', () => {
    const hosts = sources.filter((file) => file.startsWith('main/'));
    expect(filesWith(/webSecurity|allowRunningInsecureContent|experimentalFeatures|enableBlinkFeatures|openExternal/, hosts)).toEqual([]);
    expect(filesWith(/ipcMain\.(handle|on)\(|ipcMain\.handleOnce/, hosts)).toEqual(['main/hosts/electron-calls.ts']);
  });

  it('L3 lowers the sandbox of Chromium in tests and scripts alone', () => {
    const shipped = sources.filter((file) => /^(main|daemon|server|renderer|shared)\//.test(file) && !file.endsWith('.test.ts'));
    expect(filesWith(/'--no-sandbox'/, shipped)).toEqual([]);
  });

  it('J2 mirrors by itself: styles use logical sides, never left and right', () => {
    const styled = globSync(['renderer/**/*.{svelte,css}', 'shared/ui/**/*.{svelte,css}']);
    expect(filesWith(/^\s*((margin|padding|border)-(left|right)|left|right|float)\s*:\s*[^;,{}]+;|text-align:\s*(left|right)/m, styled)).toEqual([]);
  });

  it('J3 has no shell between it and what it starts', () => {
    const starters = filesWith(/from 'node:child_process'/).filter((file) => !file.startsWith('test/'));
    expect(starters.length).toBeGreaterThan(3);
    expect(filesWith(/shell:\s*true|(?<![.\w])(exec|execSync)\(/, starters)).toEqual([]);
  });
});
