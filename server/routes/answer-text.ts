/** How the text of an answer goes out: small ones at once, large ones in pieces that wait for the socket. */
import { Readable } from 'node:stream';

const pieceBytes = 16 * 1024;

/**
 * Node's HTTP server pauses a connection whose answer still waits to be written, and over TLS then takes what comes next for a broken
 * request (HPE_PAUSED). A client that has the whole of a large answer asks again before the server hears that it was written; in pieces
 * the end is sent after all of the rest is.
 */
export function answerPayload(text: string): string | Readable {
  const bytes = Buffer.from(text);
  return bytes.length <= pieceBytes ? text : Readable.from(piecesOf(bytes));
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}
