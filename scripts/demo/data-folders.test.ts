import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { foldersBelow, moveAside } from './data-folders.ts';

const root = mkdtempSync(join(tmpdir(), 'zentime-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('--fresh', () => {
  it('L1 moves what is there aside and deletes nothing', () => {
    const folders = foldersBelow(root);
    expect(moveAside(folders, new Date('2026-11-23T05:00:00Z'))).toBeNull();
    mkdirSync(folders.kiosk);
    writeFileSync(join(folders.kiosk, 'kiosk.db'), 'punches');
    const aside = moveAside(folders, new Date('2026-11-23T05:00:00Z'));
    expect(existsSync(folders.kiosk)).toBe(false);
    expect(readFileSync(join(aside ?? '', 'kiosk', 'kiosk.db'), 'utf8')).toBe('punches');
  });
});
