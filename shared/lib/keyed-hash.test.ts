import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { lastFourHash, pinHash } from './keyed-hash.ts';

const key = Buffer.alloc(32, 7);

describe('keyed hashes', () => {
  it('B2 hashes a PIN as HMAC-SHA-256 of pin:<digits> under the tenant key', () => {
    expect(pinHash('004211', key)).toBe(createHmac('sha256', key).update('pin:004211').digest('hex'));
  });

  it('A5 never gives one hash to a PIN and to the same digits of an SSN', () => {
    expect(pinHash('1234', key)).not.toBe(lastFourHash('1234', key));
  });

  it('A5 gives another hash under another tenant key', () => {
    expect(lastFourHash('1234', key)).not.toBe(lastFourHash('1234', Buffer.alloc(32, 8)));
  });
});
