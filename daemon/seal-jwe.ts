/**
 * Seals to the server's key as a JWE in compact form, by ECDH-ES on P-256 with A256GCM (RFC 7516; RFC 7518 sections 4.6 and 5.3). One
 * key agreement serves for a while: its content key seals so many batches or so long, each with an initialisation vector of 96 random
 * bits, and is forgotten. So the server, which would do the arithmetic for every punch of a fleet, does it once in that while
 * (server/secrets/open-jwe.ts). docs/security.md says what that costs.
 */
import { createCipheriv, createHash, createPublicKey, createSecretKey, diffieHellman, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import type { SealingKey } from '../shared/contracts/sealing.ts';
import type { Clock } from '../shared/lib/clock.ts';

/** A random vector may be drawn 2^32 times under one key before two alike become likely enough to mind; this is nowhere near. */
export const mostUnderOneKey = 1000;
export const longestUnderOneKeyMs = 60 * 60_000;

/** One key agreement with one server key. */
interface Agreement {
  readonly serverKey: string;
  readonly contentKey: KeyObject;
  readonly publicKey: Readonly<Record<'kty' | 'crv' | 'x' | 'y', string>>;
  readonly madeAtMs: number;
  left: number;
}

const algorithm = 'A256GCM';

export class JweSealer {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #agreement: Agreement | null = null;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** @param contentType what the plaintext is (`cty`) */
  seal(plaintext: Uint8Array, contentType: string, key: SealingKey): string {
    const agreement = this.#agreementWith(key);
    agreement.left -= 1;
    const header = { alg: 'ECDH-ES', enc: algorithm, kid: key.kid, cty: contentType, epk: agreement.publicKey };
    const protectedText = Buffer.from(JSON.stringify(header)).toString('base64url');
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', agreement.contentKey, iv, { authTagLength: 16 });
    cipher.setAAD(Buffer.from(protectedText, 'latin1'));
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return `${protectedText}..${iv.toString('base64url')}.${ciphertext.toString('base64url')}.${cipher.getAuthTag().toString('base64url')}`;
  }

  #agreementWith(key: SealingKey): Agreement {
    const serverKey = `${key.kid} ${key.x} ${key.y}`;
    const kept = this.#agreement;
    const isGood = kept?.serverKey === serverKey && kept.left > 0 && this.#clock.monotonicMs() - kept.madeAtMs < longestUnderOneKeyMs;
    if (isGood) return kept;
    return (this.#agreement = { ...agree(key), serverKey, madeAtMs: this.#clock.monotonicMs(), left: mostUnderOneKey });
  }
}

function agree({ kty, crv, x, y }: SealingKey): Pick<Agreement, 'contentKey' | 'publicKey'> {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secret = diffieHellman({ privateKey: pair.privateKey, publicKey: createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' }) });
  const point = pair.publicKey.export({ format: 'jwk' });
  return { contentKey: deriveKey(secret), publicKey: { kty: 'EC', crv: 'P-256', x: point.x ?? '', y: point.y ?? '' } };
}

/** Concat KDF for a direct key of 256 bits, with empty party information (RFC 7518 section 4.6.2). */
function deriveKey(secret: Buffer): KeyObject {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const otherInfo = [number(algorithm.length), Buffer.from(algorithm), number(0), number(0), number(256)];
  return createSecretKey(
    createHash('sha256')
      .update(Buffer.concat([number(1), secret, ...otherInfo]))
      .digest(),
  );
}
