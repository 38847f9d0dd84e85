/** K16: a password against the Argon2id verifier that the server made for kiosks. The work is done beside this thread: taps never wait for it. */
import { verify } from '@node-rs/argon2';

/** What the server makes is well below; anything else would only cost memory and time. */
const mostMemoryKiB = 128 * 1024;
const mostPasses = 10;
const mostLanes = 8;
const shape = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$[A-Za-z0-9+/]{8,}\$[A-Za-z0-9+/]{16,}$/;

export type VerifierOutcome = 'matches' | 'differs' | 'unusable';

export async function checkVerifier(verifier: string, password: string): Promise<VerifierOutcome> {
  const [, memory, passes, lanes] = shape.exec(verifier) ?? [];
  if (memory === undefined || Number(memory) > mostMemoryKiB || Number(passes) > mostPasses || Number(lanes) > mostLanes) return 'unusable';
  try {
    return (await verify(verifier, password)) ? 'matches' : 'differs';
  } catch {
    return 'unusable';
  }
}
