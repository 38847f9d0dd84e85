import { createPrivateKey, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { base64url, compactDecrypt, CompactEncrypt, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { expect, it } from 'vitest';
import { JweSealer } from '../../daemon/seal-jwe.ts';
import { ManualClock } from '../../shared/lib/clock.ts';
import { AgreedKeys } from './agreed-keys.ts';
import { openJwe } from './open-jwe.ts';

const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
const jwk = await exportJWK(pair.privateKey);
const otherJwk = await exportJWK((await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })).privateKey);
const privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
const ours = (kid: string): KeyObject | null => (kid === 'k1' ? privateKey : null);

async function sealBy(publicKey: JWK, plaintext: Uint8Array, more: Record<string, unknown> = {}): Promise<string> {
  const { d: _secret, ...open } = publicKey;
  return await new CompactEncrypt(plaintext).setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', cty: 'text', ...more }).encrypt(await importJWK(open, 'ECDH-ES'));
}

it('D2 opens whatever the library seals', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (plaintext) => {
      const opened = openJwe(Buffer.from(await sealBy(jwk, plaintext)), ours, new AgreedKeys());
      expect(opened).toEqual({ contentType: 'text', plaintext: Buffer.from(plaintext) });
    }),
    { numRuns: 100 },
  );
});

it('D2 opens nothing that was altered anywhere, and nothing that the library would not open', async () => {
  const sealed = await sealBy(jwk, Buffer.from('in at eight'));
  const bytes = decodedParts(sealed);
  await fc.assert(
    fc.asyncProperty(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '_', '.', '%', '\0'), async (at, letter) => {
      const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      const opened = openJwe(Buffer.from(altered), ours, new AgreedKeys());
      const byLibrary = await compactDecrypt(altered, pair.privateKey).then(
        ({ plaintext }) => Buffer.from(plaintext),
        () => null,
      );
      if (opened !== null) expect(byLibrary).toEqual(opened.plaintext);
      if (decodedParts(altered) !== bytes) expect(opened).toBeNull();
    }),
    { numRuns: 300 },
  );
});

/** The bytes that a sealed text stands for: the last letter of a part may hold bits that stand for nothing (RFC 4648 section 3.5). */
function decodedParts(sealed: string): string {
  return sealed
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
}

it.each([
  ['another key', async () => await sealBy(await exportJWK((await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })).privateKey), Buffer.from('x'))],
  ['an unknown key id', async () => await sealBy(jwk, Buffer.from('x'), { kid: 'k2' })],
  ['a field that would change the derivation', async () => await sealBy(jwk, Buffer.from('x'), { apu: base64url.encode('somebody') })],
  ['a field that nobody knows', async () => await sealBy(jwk, Buffer.from('x'), { more: 1 })],
  ['another curve', () => Promise.resolve(withHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', cty: 'text', epk: { kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' } }))],
  ['a point off the curve', () => Promise.resolve(withHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: 'k1', cty: 'text', epk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) } }))],
  ['a header that is no JSON', () => Promise.resolve(`${base64url.encode('{')}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`)],
  ['nothing', () => Promise.resolve('')],
])('D2 refuses %s', async (_what, make) => {
  expect(openJwe(Buffer.from(await make()), ours, new AgreedKeys())).toBeNull();
});

function withHeader(header: unknown): string {
  return `${base64url.encode(JSON.stringify(header))}..${'A'.repeat(16)}.AAAA.${'A'.repeat(22)}`;
}

const sealingKey = { kid: 'k1', kty: 'EC' as const, crv: 'P-256' as const, x: jwk.x ?? '', y: jwk.y ?? '' };

it('D2 opens what a kiosk seals under one key agreement, and none of it once altered, whether the key is at hand or not', () => {
  const agreed = new AgreedKeys();
  const sealer = new JweSealer(new ManualClock(0));
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), fc.nat(), fc.constantFrom('A', 'b', '_'), (plaintext, place, letter) => {
      const sealed = sealer.seal(plaintext, 'text', sealingKey);
      // The last letter of a part holds bits that stand for nothing.
      const at = place % (sealed.length - 1);
      const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1);
      for (const keys of [agreed, new AgreedKeys()]) {
        const opened = openJwe(Buffer.from(altered), ours, keys);
        if (altered === sealed) continue;
        expect(opened === null || opened.plaintext.equals(Buffer.from(plaintext))).toBe(true);
        expect(openJwe(Buffer.from(sealed), ours, keys)).toEqual({ contentType: 'text', plaintext: Buffer.from(plaintext) });
      }
      expect(agreed.size).toBeLessThanOrEqual(1);
    }),
    { numRuns: 300 },
  );
});

it('D2 forgets an agreed key when the server key behind it is gone, and the longest unused one when there are many', () => {
  const agreed = new AgreedKeys(2);
  const seal = (): Buffer => Buffer.from(new JweSealer(new ManualClock(0)).seal(Buffer.from('in'), 'text', sealingKey));
  const [first, second, third] = [seal(), seal(), seal()];
  for (const sealed of [first, second, first, third]) expect(openJwe(sealed, ours, agreed)).not.toBeNull();
  expect(agreed.size).toBe(2);
  expect(openJwe(first, () => null, agreed)).toBeNull();
  expect(agreed.size).toBe(1);
  // Another key under the same id: derived anew, and then it does not fit.
  const other = createPrivateKey({ key: { ...otherJwk }, format: 'jwk' });
  expect(openJwe(third, () => other, agreed)).toBeNull();
  expect(openJwe(third, ours, agreed)).not.toBeNull();
});

it('D2 keeps no key of what did not open', () => {
  const agreed = new AgreedKeys();
  const sealed = new JweSealer(new ManualClock(0)).seal(Buffer.from('in'), 'text', sealingKey);
  expect(openJwe(Buffer.from(sealed.slice(0, -10) + 'AAAAAAAAAA'), ours, agreed)).toBeNull();
  expect(agreed.size).toBe(0);
});
