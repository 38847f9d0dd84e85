/** Ids that follow from what they name: made again they are the same, whichever process makes them. */
import { hash } from 'node:crypto';

/** A UUID of version 8 from the SHA-256 of `text`. */
export function derivedId(text: string): string {
  const digest = hash('sha256', text, 'hex');
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
