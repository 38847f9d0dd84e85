import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { bearerToken, newBearerToken, NoteSigner, successorToken, tokenHash } from './tokens.ts';

const signer = new NoteSigner('00'.repeat(32));

it('D5 opens the notes that it signed', () => {
  expect(signer.open('changes', signer.sign('changes', ['northwind', 1042, 7]))).toEqual(['northwind', 1042, 7]);
});

it('D5 opens no note of another purpose, of another key, altered, cut or made up', () => {
  const note = signer.sign('changes', ['northwind', 1042, 7]);
  expect(signer.open('page', note)).toBeNull();
  expect(new NoteSigner('11'.repeat(32)).open('changes', note)).toBeNull();
  expect(signer.open('changes', `${note.slice(0, -2)}xx`)).toBeNull();
  expect(signer.open('changes', note.slice(0, 20))).toBeNull();
  for (const made of ['', 'x', 'äöü', '../../etc', 'AAAA'.repeat(90)]) expect(signer.open('changes', made)).toBeNull();
});

it('A4 makes tokens of 256 random bits, and keeps their hash alone', () => {
  const token = newBearerToken('ztd', randomBytes);
  expect(token).toMatch(/^ztd_[\w-]{43}$/);
  expect(tokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
  expect(newBearerToken('ztd', randomBytes)).not.toBe(token);
});

it('J3 reads a token from nothing but a proper header', () => {
  expect(bearerToken('Bearer abcdefghijklmnop')).toBe('abcdefghijklmnop');
  for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Basic abcdefghijklmnop', 'Bearer a b', `Bearer ${'x'.repeat(600)}`]) expect(bearerToken(header)).toBeNull();
});

it('D9 makes one successor of a token, which only the key makes', () => {
  const [one, other] = [new NoteSigner('ab'.repeat(32)), new NoteSigner('cd'.repeat(32))];
  expect(successorToken(one, 'ztd_a')).toMatch(/^ztd_[\w-]{43}$/);
  expect(successorToken(one, 'ztd_a')).toBe(successorToken(one, 'ztd_a'));
  expect(new Set([successorToken(one, 'ztd_a'), successorToken(one, 'ztd_b'), successorToken(other, 'ztd_a')]).size).toBe(3);
});
