import { describe, expect, it } from 'vitest';
import { callNames, calls } from '../shared/contracts/ipc.ts';
import { arrangeReadyKiosk, somebody } from '../test/support/kiosk-in-process.ts';
import { answerBrokenCalls } from './broken-calls.ts';
import { answerCalls } from './calls.ts';

const nonsense: unknown[] = [undefined, null, 7, 'text', [], { extra: true }, { sessionId: 'not an id' }, { pin: 'abc' }, { pin: '1'.repeat(5000) }, { timeclockId: 'x' }, JSON.parse('{"__proto__": {"pin": "111111"}}')];

describe('calls of a window', () => {
  it('J3 every call refuses input of another shape, and nothing changes', async () => {
    const arranged = await arrangeReadyKiosk([somebody('E1', '111111')]);
    const call = answerCalls(arranged.kiosk);
    for (const name of callNames) {
      for (const input of nonsense) expect({ name, result: await call(name, input) }).toEqual({ name, result: { kind: 'refusal', reason: 'invalid' } });
    }
    expect(arranged.kiosk.state.status().pending).toBe(0);
  });

  it('J3 refuses a name that is no call', async () => {
    const arranged = await arrangeReadyKiosk([]);
    const call = answerCalls(arranged.kiosk);
    for (const name of ['', 'deleteEverything', '__proto__', 'constructor', 'toString']) expect(await call(name, {})).toEqual({ kind: 'refusal', reason: 'unknownCall' });
  });

  it('J3 a defect inside is a refusal without any detail, and goes to the log', async () => {
    const arranged = await arrangeReadyKiosk([]);
    arranged.kiosk.connection.run({ sql: 'DROP TABLE texts', constants: [] }, {});
    expect(await answerCalls(arranged.kiosk)('readTexts', { language: 'en' })).toEqual({ kind: 'refusal', reason: 'internal' });
    expect(arranged.logged.map((line) => line.event)).toContain('main.defect');
  });

  it('H6 a kiosk that is broken says why and answers everything else safely', async () => {
    const call = answerBrokenCalls('databaseDamaged');
    expect(await call('readKiosk', {})).toEqual({ kind: 'answer', answer: { kind: 'broken', reason: 'databaseDamaged' } });
    for (const name of callNames) {
      const result = await call(name, {});
      if (result.kind === 'answer') expect(calls[name].answer.safeParse(result.answer).success).toBe(true);
      else expect(result).toEqual({ kind: 'refusal', reason: 'internal' });
    }
    expect(await call('gossip', {})).toEqual({ kind: 'refusal', reason: 'unknownCall' });
  });
});
