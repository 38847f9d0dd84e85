/** D2: the key that batches are sealed to, and how one key vouches for the next. */
import { z } from 'zod';
import { identifier } from './entities.ts';

/** A public P-256 key in JWK form, with its id: batches are sealed to it by ECDH-ES and A256GCM. */
export const sealingKey = z.strictObject({
  kid: identifier,
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string().max(64),
  y: z.string().max(64),
});
export type SealingKey = z.infer<typeof sealingKey>;

/** `typ` of a signed successor: a compact JWS (ES256) by the key that was replaced, whose payload is the new public key. */
export const successorMediaType = 'zentime-sealing-key';

/** Signed successors in order: the first by the key that was asked about, the payload of the last is the key in use. */
export const sealingKeysAnswer = z.object({ successors: z.array(z.string().max(2000)).max(60) });
export type SealingKeysAnswer = z.infer<typeof sealingKeysAnswer>;
