import { describe, expect, it } from 'vitest';
import type { CallAnswer, CallInput, CallName } from '../../shared/contracts/ipc.ts';
import type { Called, KioskCaller } from '../../test/support/kiosk-caller.ts';
import { castFor } from './cast.ts';
import { feedExport } from './feed-export.ts';
import { readExport, type ExportRow, type Tap } from './read-export.ts';

/** Answers `recordPunch` as told, in turn, and everything else as a kiosk on which nobody is clocked in. */
function scriptedKiosk(answers: (CallAnswer<'recordPunch'> | 'refuse')[]): { kiosk: KioskCaller; offered: CallInput<'recordPunch'>['type'][] } {
  const offered: CallInput<'recordPunch'>['type'][] = [];
  const offer = { sessionId: 's', workDate: '2017-11-24', assignmentId: null, current: null };
  const answerTo = (name: CallName, input: unknown): unknown => {
    if (name === 'identifyByPin') return { kind: 'identified', offer };
    if (name === 'readOffer') return { kind: 'offered', offer };
    if (name === 'endSession') return { kind: 'ended' };
    offered.push((input as CallInput<'recordPunch'>).type);
    return answers.shift();
  };
  const call = <N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>> => {
    const answer = answerTo(name, input);
    return Promise.resolve(answer === 'refuse' ? { kind: 'refusal', reason: 'internal' } : { kind: 'answer', answer: answer as CallAnswer<N> });
  };
  return { kiosk: { call }, offered };
}

function recorded(punchId: string): CallAnswer<'recordPunch'> {
  const punch = { punchId, type: 'clockIn', instant: '2017-11-24T19:06:15.000Z', workDate: '2017-11-24', job: null, status: 'pending' } as const;
  return { kind: 'recorded', punch, firstName: 'User', online: false, questions: [] };
}

const text = 'user,local_time\n1,2017-11-24T08:00:00\n1,2017-11-24T08:00:30\n1,25:61\n2,2017-11-24T08:01:00\n1,2017-11-24T08:00:50\n2,2017-11-24T07:59:00';

describe('feeding an export', () => {
  it('C11 counts every row once, whatever the kiosk says to it', async () => {
    const rows = [...readExport(text)];
    const already: CallAnswer<'recordPunch'> = { kind: 'alreadyRecorded', at: '2017-11-24T08:00:00.000Z', type: 'clockIn', windowSeconds: 60 };
    const { kiosk, offered } = scriptedKiosk([recorded('a'), already, { kind: 'notSaved', reason: 'diskFull' }, 'refuse', recorded('b')]);
    const shown: Tap[] = [];
    const told: [ExportRow['lineNumber'], string][] = [];
    const fed = await feedExport(
      {
        kiosk,
        cast: castFor(rows.flatMap((row) => (row.kind === 'tap' ? [row.tap] : []))),
        duplicateWindowMs: 60_000,
        showRow: (tap) => shown.push(tap),
        onRow: (row, outcome) => told.push([row.lineNumber, outcome?.kind ?? 'unreadable']),
      },
      rows,
    );
    expect(fed).toEqual({ counts: { rows: 6, doubleTaps: 1, refused: 2, unreadable: 1 }, confirmed: ['a', 'b'] });
    expect(offered).toEqual(['clockIn', 'clockIn', 'clockIn', 'clockIn', 'clockIn']);
    expect(shown.map((tap) => tap.instantMs)).toEqual(rows.flatMap((row) => (row.kind === 'tap' ? [row.tap.instantMs] : [])));
    expect(told.map(([, kind]) => kind)).toEqual(['taken', 'doubleTap', 'unreadable', 'refused', 'refused', 'taken']);
  });
});
