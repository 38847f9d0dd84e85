import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeTemporaryFolder } from '../test/support/temporary-folder.ts';
import { logTo, openLog } from './logger.ts';

function arrangeFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

describe('the log of main', () => {
  it('H1 a line is an event with the level of the catalogue, and its fields', () => {
    const lines: string[] = [];
    logTo({ write: (line) => void lines.push(line) })('punch.notSaved', { reason: 'diskFull' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50, event: 'punch.notSaved', reason: 'diskFull' });
  });

  it('H1 cuts out what could be a secret, whatever a caller passes', () => {
    const lines: string[] = [];
    const log = logTo({ write: (line) => void lines.push(line) });
    log('identify.notFound', { pin: '482913', lastFour: '4471', ssn: '4471', password: 'hunter2', token: 'abcdef', deviceToken: 'abcdef', tenantKey: '5c5c', key: '5c5c' });
    expect(lines[0]).not.toMatch(/482913|4471|hunter2|abcdef|5c5c/);
  });

  it('H1 writes into the data folder, and does without where that cannot be', () => {
    const folder = arrangeFolder();
    const { log, close } = openLog(folder);
    log('main.started', { appVersion: '0.1.0' });
    close();
    log('main.stopped');
    writeFileSync(join(folder, 'file'), '');
    const nowhere = openLog(join(folder, 'file'));
    nowhere.log('main.started');
    nowhere.close();
    expect(readFileSync(join(folder, 'logs', 'main.log'), 'utf8')).toContain('main.started');
  });
});
