import fc from 'fast-check';
import { compactDecrypt, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { expect, it } from 'vitest';
import { sealingKey } from '../shared/contracts/sealing.ts';
import { ManualClock } from '../shared/lib/clock.ts';
import { JweSealer, longestUnderOneKeyMs, mostUnderOneKey } from './seal-jwe.ts';

async function newKey(kid: string) {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return { privateKey: pair.privateKey, publicKey: sealingKey.parse({ kid, ...(await exportJWK(pair.publicKey)) }) };
}

const server = await newKey('k1');
const text = Buffer.from('in at eight');

/** What tells one key agreement from another. */
function agreementOf(sealed: string): unknown {
  return decodeProtectedHeader(sealed)['epk'];
}

it('D2 seals what the library opens', async () => {
  const sealer = new JweSealer(new ManualClock(0));
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (plaintext) => {
      const { plaintext: opened, protectedHeader } = await compactDecrypt(sealer.seal(plaintext, 'text', server.publicKey), server.privateKey);
      expect(Buffer.from(opened)).toEqual(Buffer.from(plaintext));
      expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', cty: 'text' });
    }),
    { numRuns: 50 },
  );
});

it('D2 never uses an initialisation vector twice under one key', () => {
  const sealer = new JweSealer(new ManualClock(0));
  const sealed = Array.from({ length: mostUnderOneKey }, () => sealer.seal(text, 'text', server.publicKey));
  expect(new Set(sealed.map((one) => JSON.stringify(agreementOf(one)))).size).toBe(1);
  expect(new Set(sealed.map((one) => one.split('.')[2])).size).toBe(mostUnderOneKey);
});

it('D2 agrees on a new key after so many batches, after so long, and with another server key', async () => {
  const clock = new ManualClock(0);
  const sealer = new JweSealer(clock);
  const seal = (key = server.publicKey): unknown => agreementOf(sealer.seal(text, 'text', key));
  const first = seal();
  for (let sealed = 1; sealed < mostUnderOneKey; sealed += 1) expect(seal()).toEqual(first);
  const second = seal();
  expect(second).not.toEqual(first);
  clock.advance(longestUnderOneKeyMs - 1);
  expect(seal()).toEqual(second);
  clock.advance(1);
  const third = seal();
  expect(third).not.toEqual(second);
  // The same id with another point is another key.
  const renewed = await newKey('k1');
  expect(seal(renewed.publicKey)).not.toEqual(third);
  const sealed = sealer.seal(text, 'text', renewed.publicKey);
  expect(Buffer.from((await compactDecrypt(sealed, renewed.privateKey)).plaintext)).toEqual(text);
});

it('D2 gives each sealer a key agreement of its own', () => {
  const [one, other] = [new JweSealer(new ManualClock(0)), new JweSealer(new ManualClock(0))];
  expect(agreementOf(one.seal(text, 'text', server.publicKey))).not.toEqual(agreementOf(other.seal(text, 'text', server.publicKey)));
});
