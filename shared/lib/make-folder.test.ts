import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { makeFolder } from './make-folder.ts';

function folder(): string {
  const { path, remove } = makeTemporaryFolder();
  onTestFinished(remove);
  return path;
}

it('J3 makes every level that is missing, for the owner alone, and leaves what is there', () => {
  const root = folder();
  makeFolder(join(root, 'a', 'b', 'c'));
  expect(statSync(join(root, 'a', 'b', 'c')).mode & 0o777).toBe(0o700);
  writeFileSync(join(root, 'a', 'b', 'c', 'file'), '');
  makeFolder(join(root, 'a', 'b', 'c'));
  expect(existsSync(join(root, 'a', 'b', 'c', 'file'))).toBe(true);
});

it('J3 comes to an end where no folder can be: below a file, a link to nothing, and a system that takes none', () => {
  const root = folder();
  writeFileSync(join(root, 'file'), '');
  symlinkSync(join(root, 'nowhere'), join(root, 'link'));
  for (const path of [join(root, 'file', 'below'), join(root, 'link'), ...(existsSync('/proc') ? ['/proc/none/data'] : [])]) expect(() => makeFolder(path), path).toThrow();
});
