/**
 * D2: the server's sealing keys, oldest first; batches are sealed to the last. Each key but the first is vouched for by the one
 * before it, which signed it when it was replaced: a kiosk that was off line over any number of rotations can follow the
 * signatures from the key that it was enrolled with, and a proxy that ends TLS cannot put a key of its own in their place. An
 * old key opens batches for a stated time; then its private half goes, and its signature stays.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { CompactSign, exportJWK, generateKeyPair, importJWK } from 'jose';
import { z } from 'zod';
import { sealingKey, successorMediaType, type SealingKey } from '../../shared/contracts/sealing.ts';

const privateHalf = z.string().max(64);
const ringSchema = z.object({
  keys: z
    .array(
      z.object({
        publicKey: sealingKey,
        /** Null once it opens nothing any more. */
        d: privateHalf.nullable(),
        /** Until when batches sealed to it are opened (ms); null for the one in use. */
        opensUntilMs: z.number().nullable(),
        /** The next key, signed by this one; null for the one in use. */
        successor: z.string().nullable(),
      }),
    )
    .min(1),
});
/** The form before there was more than one. */
const singleKey = z.object({ ...sealingKey.shape, d: privateHalf });

interface HeldKey extends Omit<z.infer<typeof ringSchema>['keys'][number], 'd'> {
  readonly d: string | null;
  readonly privateKey: KeyObject | null;
}

export interface KeyRing {
  readonly keys: readonly HeldKey[];
}

/** So many rotations back a kiosk can be; at one a month, five years. */
const mostKeys = 60;

/** A ring with one new key, as the database keeps it. */
export async function newKeyRing(kid: string): Promise<string> {
  return JSON.stringify({ keys: [await newKey(kid)] });
}

/** @param stored text that `newKeyRing` or `rotated` made, or the single key of earlier versions */
export function readKeyRing(stored: string): KeyRing {
  const parsed: unknown = JSON.parse(stored);
  const single = singleKey.safeParse(parsed);
  const keys = single.success ? [fromSingle(single.data)] : ringSchema.parse(parsed).keys;
  return { keys: keys.map((key) => ({ ...key, privateKey: key.d === null ? null : createPrivateKey({ key: { ...key.publicKey, d: key.d }, format: 'jwk' }) })) };
}

export function currentKey({ keys }: KeyRing): SealingKey {
  const last = keys.at(-1);
  if (last === undefined) throw new Error('there is no sealing key');
  return last.publicKey;
}

/** Null for a key that is not ours, or opens nothing any more. */
export function privateKeyOf({ keys }: KeyRing, kid: string, nowMs: number): KeyObject | null {
  const key = keys.find((one) => one.publicKey.kid === kid);
  return key === undefined || (key.opensUntilMs !== null && key.opensUntilMs <= nowMs) ? null : key.privateKey;
}

/** Signed successors from the key with this id on, in order; empty where it is the last one, or none of ours. */
export function successorsOf({ keys }: KeyRing, kid: string): string[] {
  const from = keys.findIndex((one) => one.publicKey.kid === kid);
  return from < 0 ? [] : keys.slice(from).flatMap((key) => key.successor ?? []);
}

export interface Rotation {
  /** The ring with the new key, as the database keeps it. */
  readonly stored: string;
  readonly before: string;
  readonly now: string;
}

/** @param opensUntilMs how long the key that was in use goes on opening batches; in the past: not at all */
export async function rotated(ring: KeyRing, input: { readonly kid: string; readonly nowMs: number; readonly opensUntilMs: number }): Promise<Rotation> {
  const last = ring.keys.at(-1);
  if (last === undefined || last.d === null) throw new Error('there is no sealing key that could vouch for another');
  const next = await newKey(input.kid);
  const replaced = { ...last, opensUntilMs: input.opensUntilMs, successor: await sign(last.publicKey, last.d, next.publicKey) };
  const keys = [...ring.keys.slice(0, -1), replaced].slice(1 - mostKeys).map((key) => stripped(key, input.nowMs));
  return { stored: JSON.stringify({ keys: [...keys, next] }), before: last.publicKey.kid, now: input.kid };
}

function stripped({ publicKey, d, opensUntilMs, successor }: HeldKey, nowMs: number) {
  return { publicKey, d: opensUntilMs !== null && opensUntilMs <= nowMs ? null : d, opensUntilMs, successor };
}

async function newKey(kid: string) {
  const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  return fromSingle(singleKey.parse({ ...(await exportJWK(pair.privateKey)), kid }));
}

function fromSingle({ d, ...publicKey }: z.infer<typeof singleKey>) {
  return { publicKey, d, opensUntilMs: null, successor: null };
}

async function sign({ kid, ...jwk }: SealingKey, d: string, successor: SealingKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(successor))).setProtectedHeader({ alg: 'ES256', kid, typ: successorMediaType }).sign(await importJWK({ ...jwk, d }, 'ES256'));
}
