/**
 * The programs of the kill tests, each in one file: a start costs half of what it costs from some hundred modules, and they start a
 * thousand times. They lie in dist/, one level below the repository, where the server looks for its texts.
 */
import { rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';
import type { TestProject } from 'vitest/node';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** With binaries, or with data files beside them. */
const notBundled = ['better-sqlite3', '@node-rs/argon2', 'geoip-lite', 'geoip-country'];

/** The server starts `intake` itself, which lies beside it. */
const programs = ['kiosk', 'daemon', 'server', 'intake'] as const;

declare module 'vitest' {
  interface ProvidedContext {
    readonly crashBundles: Bundles;
  }
}

/**
 * Whoever imports Node's http by name makes Node read all names of it, and three of them load a WebSocket client: a tenth of a start. Asked for in
 * this way it is the same module, without them.
 */
const httpWithoutWebSocket: Plugin = {
  name: 'http-without-web-socket',
  enforce: 'pre',
  resolveId: (id) => {
    const name = id.replace(/^node:/, '');
    return name === 'http' || name === 'https' ? `\0${name}` : null;
  },
  load: (id) => {
    if (id !== '\0http' && id !== '\0https') return null;
    const names = Object.keys(id === '\0http' ? http : https).filter((name) => !['default', 'WebSocket', 'CloseEvent', 'MessageEvent'].includes(name));
    return `const it = process.getBuiltinModule('node:${id.slice(1)}'); export default it; export const { ${names.join(', ')} } = it;`;
  },
};

export interface Bundles {
  /** Path of each program, from the repository's root. */
  readonly kiosk: string;
  readonly daemon: string;
  readonly server: string;
}

/** Once for all kill tests of a run; what is left is removed with its end. */
export async function setup(project: TestProject): Promise<() => void> {
  const { bundles, remove } = await bundlePrograms();
  project.provide('crashBundles', bundles);
  return remove;
}

async function bundlePrograms(): Promise<{ bundles: Bundles; remove(): void }> {
  const tag = `crash-${process.pid}-${Math.round(performance.now())}`;
  const file = (name: string): string => `${tag}-${name}.mjs`;
  for (const name of programs) {
    await build({
      configFile: false,
      root: repository,
      logLevel: 'error',
      plugins: [httpWithoutWebSocket],
      // A file that runs when it is started by itself must not in here.
      define: { 'import.meta.main': 'false' },
      ssr: { noExternal: true, external: notBundled },
      build: {
        ssr: `test/crash/${name}-program.ts`,
        outDir: join(repository, 'dist'),
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'node24',
        minify: false,
        rolldownOptions: { output: { format: 'esm', entryFileNames: file(name), codeSplitting: false } },
      },
    });
  }
  const path = (name: string): string => join('dist', file(name));
  return {
    bundles: { kiosk: path('kiosk'), daemon: path('daemon'), server: path('server') },
    remove: () => {
      for (const name of programs) rmSync(join(repository, path(name)), { force: true });
    },
  };
}
