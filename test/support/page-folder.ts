import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A built page in miniature, with a secret beside it that nobody may get. Answers the folder of the page. */
export function makePageFolder(parent: string): string {
  const folder = join(parent, 'page');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the page under test</title>');
  writeFileSync(join(folder, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(folder, '.hidden'), 'secret');
  writeFileSync(join(parent, 'secret.txt'), 'secret');
  return folder;
}
