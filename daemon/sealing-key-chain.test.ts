import fc from 'fast-check';
import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { sealingKey, successorMediaType, type SealingKey } from '../shared/contracts/sealing.ts';
import { followSuccessors } from './sealing-key-chain.ts';

interface OwnKey {
  readonly publicKey: SealingKey;
  readonly privateKey: JWK;
}

async function makeKey(kid: string): Promise<OwnKey> {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return { publicKey: sealingKey.parse({ kid, ...(await exportJWK(pair.publicKey)) }), privateKey: await exportJWK(pair.privateKey) };
}

interface Claim {
  readonly kid?: string;
  readonly typ?: string;
  readonly payload?: unknown;
}

async function vouch(by: OwnKey, next: OwnKey, claim: Claim = {}): Promise<string> {
  const payload = Buffer.from(JSON.stringify(claim.payload ?? next.publicKey));
  return new CompactSign(payload).setProtectedHeader({ alg: 'ES256', kid: claim.kid ?? by.publicKey.kid, typ: claim.typ ?? successorMediaType }).sign(await importJWK(by.privateKey, 'ES256'));
}

const [first, second, third, stranger] = (await Promise.all(['k1', 'k2', 'k3', 'k1'].map(makeKey))) as [OwnKey, OwnKey, OwnKey, OwnKey];
const toSecond = await vouch(first, second);
const toThird = await vouch(second, third);

describe('the way from one sealing key to the next', () => {
  it('D2 follows any number of rotations, from wherever the kiosk stands', async () => {
    expect(await followSuccessors(first.publicKey, [toSecond, toThird])).toEqual(third.publicKey);
    expect(await followSuccessors(second.publicKey, [toThird])).toEqual(third.publicKey);
    expect(await followSuccessors(third.publicKey, [])).toBeNull();
  });

  const untrusted: [string, () => Promise<string>][] = [
    ['signed by a key of the same id that is not ours', () => vouch(stranger, second)],
    ['signed by the next key itself', () => vouch(second, second, { kid: 'k1' })],
    ['that is about another key', () => vouch(second, third)],
    ['that was signed for another purpose', () => vouch(first, second, { typ: 'JWT' })],
    ['whose payload is no key', () => vouch(first, second, { payload: { kid: 'k2' } })],
    ['that carries a private key', () => vouch(first, second, { payload: { ...second.publicKey, d: 'x' } })],
  ];
  it.each(untrusted)('D2 takes no successor %s', async (_which, make) => {
    expect(await followSuccessors(first.publicKey, [await make(), toThird])).toBeNull();
  });

  it('D2 J3 takes none that was altered anywhere, and none that is not one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: toSecond.length - 1 }), fc.constantFrom('A', 'z', '9', '.'), async (place, letter) => {
        fc.pre(toSecond[place] !== letter);
        const key = await followSuccessors(first.publicKey, [toSecond.slice(0, place) + letter + toSecond.slice(place + 1)]);
        // The last letter of a signature has bits that mean nothing: then it is the same signature.
        if (key !== null) expect(key).toEqual(second.publicKey);
      }),
    );
    for (const text of ['', '...', 'e30.e30.e30', '{}']) expect(await followSuccessors(first.publicKey, [text])).toBeNull();
  });
});
