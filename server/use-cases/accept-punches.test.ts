import { describe, expect, it } from 'vitest';
import { PunchChain } from '../../test/support/punch-chain.ts';
import { arrangeServer, enrol, upload } from '../../test/support/server-in-process.ts';

async function arrange() {
  const server = await arrangeServer();
  return { server, credentials: await enrol(server), chain: new PunchChain() };
}

describe('one verdict per punch', () => {
  it('D3 accepts a day in sequence and answers in the order of the batch', async () => {
    const { server, credentials, chain } = await arrange();
    const punches = [chain.next({ at: '2026-11-23T13:00:00.000Z' }), chain.next({ at: '2026-11-23T17:00:00.000Z', type: 'breakOut' }), chain.next({ at: '2026-11-23T17:30:00.000Z', type: 'breakIn' })];
    const { verdicts } = await upload(server, { credentials, punches });
    expect(verdicts).toEqual(punches.map((punch) => ({ kind: 'accepted', punchId: punch.punchId, roundedInstant: punch.bestKnownInstant, exceptions: [] })));
  });
});
