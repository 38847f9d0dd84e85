import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { phasesTo, reportPhases, type CrashPhase } from './crash-phase.ts';

describe('where main stands', () => {
  it('H1 a punch amid a sync goes back to where the sync stood', () => {
    const told: CrashPhase[] = [];
    const phases = phasesTo((phase) => told.push(phase));
    phases.sync('uploading');
    const punched = phases.punch();
    phases.sync('settling');
    punched();
    phases.sync('idle');
    expect(told).toEqual(['uploading', 'punching', 'settling', 'settling', 'idle']);
  });

  it('H1 the last line of the file is the phase of the moment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zentime-phase-'));
    const file = join(folder, 'phases');
    const phases = reportPhases(file);
    phases.punch();
    expect(readFileSync(file, 'utf8')).toBe('punching\n');
    phases.sync('downloading');
    expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toBe('downloading');
    rmSync(folder, { recursive: true });
  });

  it('H1 is off where no file is named', () => {
    expect(() => {
      reportPhases(undefined).punch()();
      reportPhases('').sync('idle');
    }).not.toThrow();
  });
});
