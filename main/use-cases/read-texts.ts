/** A6: texts that came from the server; the bundled ones lie under them. */
import type { CallAnswer, CallInput } from '../../shared/contracts/ipc.ts';
import { readTexts as readStoredTexts } from '../database/staged.ts';
import type { Kiosk } from '../kiosk.ts';

export function readTexts(kiosk: Pick<Kiosk, 'connection'>, input: CallInput<'readTexts'>): CallAnswer<'readTexts'> {
  return { texts: readStoredTexts(kiosk.connection, input.language) };
}
