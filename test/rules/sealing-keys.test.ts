/** D2: the server's sealing key is replaced while kiosks are on line, off line, or long gone. */
import { describe, expect, it } from 'vitest';
import { demo } from '../../server/demo.ts';
import { rotateSealingKey } from '../../server/use-cases/rotate-sealing-key.ts';
import { findPunch } from '../../main/database/punches.ts';
import { punchOnce } from '../support/kiosk-in-process.ts';
import { arrangeServer, type ServerInProcess } from '../support/server-in-process.ts';
import { arrangeSyncedKiosk, type SyncedKiosk } from '../support/synced-kiosk.ts';

const [pin = '', other = ''] = demo.people.map((person) => person.pin);
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

async function arrange(): Promise<{ server: ServerInProcess; kiosk: SyncedKiosk; pass: (ms: number) => void; rotate: (keepDays: number) => Promise<void> }> {
  const server = await arrangeServer();
  const kiosk = await arrangeSyncedKiosk(server, demo.timeclocks.dock);
  const pass = (ms: number): void => [server.clock, kiosk.clock].forEach((clock) => clock.advance(ms));
  const rotate = async (keepDays: number): Promise<void> => expect((await rotateSealingKey(server.deps, { keepDays })).kind).toBe('rotated');
  return { server, kiosk, pass, rotate };
}

const kidOf = ({ kiosk }: SyncedKiosk): string | undefined => kiosk.settings.read('enrolment')?.credentials.sealingKey.kid;
const statusOf = ({ kiosk }: SyncedKiosk, punchId: string): string | undefined => findPunch(kiosk.connection, punchId)?.status;

describe('a sealing key that is replaced', () => {
  it('D2 is learned of with the changes, while the old one still opens what is under way', async () => {
    const { server, kiosk, pass, rotate } = await arrange();
    const before = kidOf(kiosk);
    await rotate(90);
    pass(2 * minuteMs);
    const { punchId } = await punchOnce(kiosk.kiosk, pin);
    await kiosk.sync();
    expect(statusOf(kiosk, punchId)).toBe('synced');
    expect(kidOf(kiosk)).toBe((await server.deps.seal.freshPublicKey()).kid);
    expect(kidOf(kiosk)).not.toBe(before);
    expect(kiosk.kiosk.syncLog.latest(5).map((line) => line.event)).toContain('sealingKey.stored');
    const next = await punchOnce(kiosk.kiosk, other);
    await kiosk.sync();
    expect(statusOf(kiosk, next.punchId)).toBe('synced');
  });

  it('D2 K7 lets a kiosk in that was off line over two rotations and longer than any old key opens, with everything it has', async () => {
    const { server, kiosk, pass, rotate } = await arrange();
    kiosk.isOffline = true;
    const early = await punchOnce(kiosk.kiosk, pin);
    pass(30 * dayMs);
    await rotate(10);
    pass(30 * dayMs);
    await rotate(0);
    pass(20 * dayMs);
    const late = await punchOnce(kiosk.kiosk, other);
    kiosk.isOffline = false;
    await kiosk.sync('recovery');
    expect([statusOf(kiosk, early.punchId) ?? 'cleared', statusOf(kiosk, late.punchId)]).toEqual(['cleared', 'synced']);
    expect(kidOf(kiosk)).toBe(server.deps.seal.publicKey.kid);
    expect(server.announced.filter((line) => line.event === 'punchesStored')).toHaveLength(1);
  });

  it('D2 that no signature leads to is not taken: nothing is sealed to it, everything stays pending', async () => {
    const { server, kiosk, pass, rotate } = await arrange();
    const { punchId } = await punchOnce(kiosk.kiosk, pin);
    const trusted = kidOf(kiosk);
    await rotate(0);
    pass(2 * minuteMs);
    server.deps.seal.successorsOf = () => Promise.resolve(['e30.e30.e30']);
    await expect(kiosk.sync()).rejects.toThrow('sealingKeyUnknown');
    expect([statusOf(kiosk, punchId), kidOf(kiosk)]).toEqual(['pending', trusted]);
  });
});
