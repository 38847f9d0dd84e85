import { describe, expect, it } from 'vitest';
import { readFlags } from './flags.ts';

describe('the flags of npm start', () => {
  it('L1 start without flags: Electron, data kept, port 4780, setup by hand', () => {
    expect(readFlags([], 'start')).toEqual({ kind: 'flags', flags: { host: 'electron', data: 'keep', setup: 'by hand', port: 4780, awaySeconds: null } });
  });

  it('L1 every flag says what it says', () => {
    expect(readFlags(['--host=browser', '--fresh', '--provisioned', '--port=0'], 'start')).toEqual({
      kind: 'flags',
      flags: { host: 'browser', data: 'fresh', setup: 'done', port: 0, awaySeconds: null },
    });
    expect(readFlags(['--seconds=5'], 'demo:offline')).toMatchObject({ flags: { setup: 'done', awaySeconds: 5 } });
  });

  it.each(['--host=safari', '--host', '--port=65536', '--port=-1', '--port=abc', '--port=', '--fresh=yes', '--provisioned=1', '--prot=4780', 'browser', '--seconds=5', ''])('J3 refuses %j in a sentence that names the flags', (argument) => {
    const outcome = readFlags([argument], 'start');
    expect(outcome).toMatchObject({ kind: 'wrong' });
    expect(outcome.kind === 'wrong' && outcome.sentence).toContain('--port=N');
  });

  it.each(['--seconds=0', '--seconds=1.5', '--seconds'])('J3 refuses %j for demo:offline', (argument) => {
    expect(readFlags([argument], 'demo:offline')).toMatchObject({ kind: 'wrong' });
  });

  it('L1 explains itself', () => {
    expect(readFlags(['--help'], 'start')).toMatchObject({ kind: 'help' });
  });
});
