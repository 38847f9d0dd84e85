import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { packageKiosk, readPackagingConfiguration } from '../support/packaged-kiosk.ts';
import type { PackagedKiosk } from '../support/packaged-kiosk.ts';
import { startProgram } from '../support/program.ts';
import { openSocketBridge } from '../support/socket-bridge.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const require = createRequire(import.meta.url);
const isFunction = (value: unknown): boolean => typeof value === 'function';
const packager = z.object({ validateConfiguration: z.custom<(configuration: unknown, logger: unknown) => Promise<void>>(isFunction) });
const utilities = z.object({ DebugLogger: z.custom<new (enabled: boolean) => unknown>(isFunction) });

function validate(configuration: unknown): Promise<void> {
  const { validateConfiguration } = packager.parse(require('app-builder-lib/out/util/config/config.js'));
  const { DebugLogger } = utilities.parse(require('builder-util'));
  return validateConfiguration(configuration, new DebugLogger(false));
}

describe('electron-builder.yml', () => {
  it("L5 passes the packager's own validator, which refuses what it does not know", async () => {
    await validate(readPackagingConfiguration());
    await expect(validate({ ...readPackagingConfiguration(), asarUnpaked: [] })).rejects.toThrow('asarUnpaked');
    await expect(validate({ ...readPackagingConfiguration(), electronFuses: { runAsNodes: false } })).rejects.toThrow('electronFuses');
  });

  it('L5 turns every door of Electron off that the security list names (item 19)', () => {
    expect(readPackagingConfiguration()['electronFuses']).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('L1 makes both Windows installers for both processors', () => {
    const both = ['x64', 'arm64'];
    expect(readPackagingConfiguration()['win']).toMatchObject({
      target: [
        { target: 'nsis', arch: both },
        { target: 'msi', arch: both },
      ],
    });
  });
});

describe('what ships', () => {
  const folder = makeTemporaryFolder();
  let kiosk: PackagedKiosk;

  beforeAll(async () => {
    kiosk = await packageKiosk(folder.path);
  }, 180_000);
  afterAll(() => folder.remove());

  it('L5 holds the programs, the preload as one file, and the page', () => {
    for (const file of ['/package.json', '/dist/main/hosts/electron.js', '/dist/main/hosts/preload.cjs', '/dist/daemon/daemon.js', '/dist/renderer/index.html']) expect(kiosk.files).toContain(file);
    expect(kiosk.files).not.toContain('/dist/main/hosts/preload.js');
  });

  it.each<[string, RegExp]>([
    ['no TypeScript', /\.[mc]?ts$/],
    ['no source maps', /\.map$/],
    ['no tests of ours', /^\/dist\/.*\.(test|e2e|suite)\.js$|^\/test\//],
    ['no server', /^\/(dist\/)?server\/|^\/node_modules\/(@zentime|fastify|@fastify|pg)\//],
    ['no stories and no scripts', /stories|^\/(dist\/)?scripts\//],
    ['no sources', /^\/(main|daemon|shared|renderer|resources|docs)\//],
    ['no development packages', /^\/node_modules\/(electron|electron-builder|vite|vitest|svelte|typescript|eslint|playwright-core|node|prettier)\//],
    ['no sources of the database library', /^\/node_modules\/better-sqlite3\/(deps|src)\//],
    ['no data and no settings of a developer', /^\/\.|\/\.(env|data|git)/],
  ])('L5 holds %s', (_what, pattern) => {
    expect(kiosk.files.filter((file) => pattern.test(file))).toEqual([]);
  });

  it('L5 K16 holds the database library and the check of passwords of its own platform alone, beside the asar', () => {
    const database = join('node_modules', 'better-sqlite3', 'prebuilds', 'linux-x64.node');
    const passwords = join('node_modules', '@node-rs', 'argon2-linux-x64-gnu', 'argon2.linux-x64-gnu.node');
    expect(kiosk.unpacked.filter((file) => file.endsWith('.node')).toSorted()).toEqual([passwords, database]);
  });

  it('L1 runs as it ships: nothing that it imports was left out', async () => {
    const tree = join(folder.path, 'tree');
    kiosk.extractTo(tree);
    expect(existsSync(join(tree, 'node_modules', 'vitest'))).toBe(false);
    const program = startProgram(join(tree, 'dist', 'main', 'hosts', 'browser.js'), [], { ZENTIME_DATA_DIR: join(folder.path, 'data') });
    const ready = await program.waitFor('kioskReady', 30_000);
    const page = await openSocketBridge(String(ready['url']));
    expect(await page.call('readKiosk', {})).toMatchObject({ kind: 'answer', answer: { kind: 'setup' } });
    page.close();
    expect(await program.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(readFileSync(join(folder.path, 'data', 'kiosk', 'logs', 'main.log'), 'utf8')).toContain('main.started');
  });
});
