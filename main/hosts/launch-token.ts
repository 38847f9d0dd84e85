/** The secret of one launch of the browser host: whoever has it may speak for the screen. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const protocolPrefix = 'token.';
/** The sub-protocol that the host answers with; the token travels beside it and is never echoed. */
export const socketProtocol = 'zentime';

/** 256 bits, in letters that a URL and a sub-protocol both take. */
export function makeLaunchToken(): string {
  return randomBytes(32).toString('base64url');
}

/** The token among a handshake's sub-protocols, or null. */
export function tokenOf(protocolHeader: string | undefined): string | null {
  const protocols = (protocolHeader ?? '').split(',').map((protocol) => protocol.trim());
  if (!protocols.includes(socketProtocol)) return null;
  return protocols.find((protocol) => protocol.startsWith(protocolPrefix))?.slice(protocolPrefix.length) ?? null;
}

/** Compares in a time that tells nothing: digests are of one length whatever was sent. */
export function isSameToken(given: string, right: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}
