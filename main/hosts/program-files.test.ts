import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dataRoot, programFiles } from './program-files.ts';

const at = (...parts: string[]): string => pathToFileURL(join('/app', ...parts)).href;
const inSources = programFiles(at('main', 'hosts', 'browser.ts'));
const built = programFiles(at('dist', 'main', 'hosts', 'browser.js'));
const installed = programFiles(at('resources', 'app.asar', 'dist', 'main', 'hosts', 'electron.js'));

describe('where the program lies', () => {
  it('L9 finds page, daemon and preload in the sources and in what was built', () => {
    expect(inSources).toMatchObject({ layout: 'sources', root: '/app', pageFolder: '/app/dist/renderer', daemonEntry: '/app/daemon/daemon.ts' });
    expect(built).toMatchObject({ layout: 'built', pageFolder: '/app/dist/renderer', daemonEntry: '/app/dist/daemon/daemon.js', preload: '/app/dist/main/hosts/preload.cjs' });
  });
});

describe('where its data lies', () => {
  const environment = {};

  it('L1 ZENTIME_DATA_DIR goes before everything', () => {
    expect(dataRoot({ platform: 'linux', environment: { ZENTIME_DATA_DIR: '/given' }, files: installed })).toBe('/given');
  });

  it('L1 is .data beside the sources in development, and machine-wide when installed', () => {
    expect(dataRoot({ platform: 'linux', environment, files: inSources })).toBe('/app/.data');
    expect(dataRoot({ platform: 'linux', environment, files: built })).toBe('/app/.data');
    expect(dataRoot({ platform: 'linux', environment, files: installed })).toBe('/var/lib/zentime');
    expect(dataRoot({ platform: 'win32', environment: { ProgramData: 'D:\\Data' }, files: installed })).toContain('D:\\Data');
  });
});
