/**
 * Where this program's own files lie. In development the sources run as they are (`main/hosts/*.ts`) and only what the page
 * and the preload need is built, into dist/; installed, everything is in dist/. Both layouts are told apart by this file's own name.
 */
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ProgramFiles {
  readonly layout: 'sources' | 'built';
  /** Folder of package.json. */
  readonly root: string;
  /** Folder of the built page: index.html and its assets, nothing else. */
  readonly pageFolder: string;
  readonly daemonEntry: string;
  readonly preload: string;
}

/** `moduleUrl` is `import.meta.url` of a module in main/hosts (or dist/main/hosts). */
export function programFiles(moduleUrl: string): ProgramFiles {
  const file = fileURLToPath(moduleUrl);
  const programs = join(dirname(file), '..', '..');
  if (file.endsWith('.ts')) {
    const dist = join(programs, 'dist');
    return { layout: 'sources', root: programs, pageFolder: join(dist, 'renderer'), daemonEntry: join(programs, 'daemon', 'daemon.ts'), preload: join(dist, 'main', 'hosts', 'preload.cjs') };
  }
  return { layout: 'built', root: join(programs, '..'), pageFolder: join(programs, 'renderer'), daemonEntry: join(programs, 'daemon', 'daemon.js'), preload: join(programs, 'main', 'hosts', 'preload.cjs') };
}

/** What decides where data lies by default. */
export interface DataFolderSources {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: ProgramFiles;
}

/**
 * L1: the folder that holds `kiosk/` and `server/`: ZENTIME_DATA_DIR, else `.data/` of the sources, else the machine-wide folder.
 * A built tree that does not lie in an asar was built for trying out, and keeps its data beside the sources.
 */
export function dataRoot({ platform, environment, files }: DataFolderSources): string {
  const given = environment['ZENTIME_DATA_DIR'];
  if (given !== undefined) return resolve(given);
  const installed = files.layout === 'built' && files.root.split(sep).some((part) => part.endsWith('.asar'));
  if (!installed) return join(files.root, '.data');
  if (platform === 'win32') return join(environment['ProgramData'] ?? 'C:\\ProgramData', 'ZenTime');
  if (platform === 'darwin') return '/Library/Application Support/ZenTime';
  return '/var/lib/zentime';
}
