/**
 * The files of the page, as a closed list: what was there when the program started can be asked for, nothing else. A path
 * is looked up, never joined, so that no spelling of `..` leads out of the folder (Electron's security list, item 18).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

export interface PageFile {
  readonly path: string;
  readonly contentType: string;
  /** Names with a hash never change their content; the page itself must be fresh at every start. */
  readonly cacheControl: 'no-store' | 'max-age=31536000, immutable';
}

export type PageFiles = ReadonlyMap<string, PageFile>;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Every file below `folder` by its path in a URL, and the page itself under `/`; null when there is no index.html. */
export function readPageFiles(folder: string): PageFiles | null {
  const files = new Map<string, PageFile>();
  for (const entry of entriesOf(folder)) {
    const path = join(entry.parentPath, entry.name);
    const contentType = contentTypes[extname(entry.name)];
    if (contentType === undefined) continue;
    const urlPath = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(urlPath, { path, contentType, cacheControl: urlPath.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-store' });
  }
  const index = files.get('/index.html');
  if (!index) return null;
  return files.set('/', index);
}

function entriesOf(folder: string): { name: string; parentPath: string }[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  } catch {
    return [];
  }
}

/** The file for a URL's path, or null. Escapes are not undone: no file of the page has a name that needs them. */
export function findPageFile(files: PageFiles, urlPath: string): PageFile | null {
  return files.get(urlPath) ?? null;
}

/** The content; it lies in the program's own folder, so that a failure is a defect and throws. */
export function readPageFile(file: PageFile): Buffer {
  return readFileSync(file.path);
}
