/**
 * The one registration of calls under Electron. Only the top frame of our own page is heard (security list, item 17); what it
 * says is main's to check.
 */
import { maxFrameBytes } from '../../shared/contracts/ipc.ts';
import type { CallHandler, CallResult } from '../host.ts';
import { isOurPage } from './electron-page.ts';
import type { ElectronParts, InvokeEvent } from './electron-parts.ts';
import { callChannel } from './preload-bridge.ts';

export function registerCalls(ipcMain: ElectronParts['ipcMain'], handler: CallHandler): void {
  ipcMain.handle(callChannel, async (event, name, input): Promise<CallResult> => {
    if (!isFromOurPage(event)) return { kind: 'refusal', reason: 'invalid' };
    if (typeof name !== 'string') return { kind: 'refusal', reason: 'invalid' };
    const bytes = sizeOf(input);
    if (bytes === null) return { kind: 'refusal', reason: 'invalid' };
    if (bytes > maxFrameBytes) return { kind: 'refusal', reason: 'tooLarge' };
    return handler(name, input);
  });
}

function isFromOurPage({ sender, senderFrame }: InvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOurPage(senderFrame.url);
}

/** Bytes of the JSON text that the browser host would have carried; null for what has none (structured clone takes cycles). */
function sizeOf(input: unknown): number | null {
  try {
    return Buffer.byteLength(JSON.stringify({ input }), 'utf8');
  } catch {
    return null;
  }
}
