import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { followSuccessors } from '../../daemon/sealing-key-chain.ts';
import { currentKey, newKeyRing, privateKeyOf, readKeyRing, rotated, successorsOf, type KeyRing } from './key-ring.ts';

const dayMs = 86_400_000;

async function rotate(ring: KeyRing, kid: string, nowMs: number, keepMs = 90 * dayMs): Promise<KeyRing> {
  return readKeyRing((await rotated(ring, { kid, nowMs, opensUntilMs: nowMs + keepMs })).stored);
}

describe('the ring of sealing keys', () => {
  it('D2 seals to the newest, and opens with older ones for as long as was said', async () => {
    const first = readKeyRing(await newKeyRing('k1'));
    const second = await rotate(first, 'k2', 0);
    const third = await rotate(second, 'k3', 60 * dayMs);
    expect(currentKey(third).kid).toBe('k3');
    const opens = (nowMs: number): string[] => ['k1', 'k2', 'k3', 'k4'].filter((kid) => privateKeyOf(third, kid, nowMs) !== null);
    expect(opens(89 * dayMs)).toEqual(['k1', 'k2', 'k3']);
    expect(opens(90 * dayMs)).toEqual(['k2', 'k3']);
    expect(opens(400 * dayMs)).toEqual(['k3']);
  });

  it('D2 leads a kiosk from whichever key it has to the one in use, also when the old ones open nothing any more', async () => {
    const first = readKeyRing(await newKeyRing('k1'));
    const third = await rotate(await rotate(first, 'k2', 0, 0), 'k3', 500 * dayMs, 0);
    expect(await followSuccessors(currentKey(first), successorsOf(third, 'k1'))).toEqual(currentKey(third));
    expect(successorsOf(third, 'k2')).toHaveLength(1);
    expect([successorsOf(third, 'k3'), successorsOf(third, 'nobody')]).toEqual([[], []]);
  });

  it('D2 forgets the private half of a key whose time is over', async () => {
    const ring = await rotate(await rotate(readKeyRing(await newKeyRing('k1')), 'k2', 0, dayMs), 'k3', 2 * dayMs, dayMs);
    const { stored } = await rotated(ring, { kid: 'k4', nowMs: 2 * dayMs, opensUntilMs: 3 * dayMs });
    const privateHalves = (JSON.parse(stored) as { keys: { d: string | null }[] }).keys.map((key) => key.d !== null);
    expect(privateHalves).toEqual([false, true, true, true]);
  });

  it('D2 reads the single key of a server that never replaced one, and replaces it', async () => {
    const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
    const ring = readKeyRing(JSON.stringify({ ...(await exportJWK(pair.privateKey)), kid: 'k0' }));
    expect(currentKey(ring)).toEqual({ ...(await exportJWK(pair.publicKey)), kid: 'k0' });
    expect(await followSuccessors(currentKey(ring), successorsOf(await rotate(ring, 'k1', 0), 'k0'))).toMatchObject({ kid: 'k1' });
  });

  it('D2 keeps the way from the last 60 keys, and no more', async () => {
    let ring = readKeyRing(await newKeyRing('k0'));
    for (let round = 1; round <= 62; round += 1) ring = await rotate(ring, `k${round}`, round * dayMs, 0);
    expect(ring.keys).toHaveLength(60);
    expect(successorsOf(ring, 'k3')).toHaveLength(59);
    expect(currentKey(ring).kid).toBe('k62');
  });
});
