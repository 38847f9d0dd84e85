/** Reads what came over the browser host's socket: a call, or the refusal that answers it. */
import { frameToMain, maxFrameBytes } from '../../shared/contracts/ipc.ts';
import type { CallRefusal, FrameToMain } from '../../shared/contracts/ipc.ts';

/** Answers a frame whose own number cannot be read; no page waits for it. */
const noCallId = -1;

export type ReadFrame = FrameToMain | { kind: 'refusal'; callId: number; reason: CallRefusal };

export function readCallFrame(data: Buffer, form: 'text' | 'binary'): ReadFrame {
  const value = form === 'text' ? parseJson(data) : undefined;
  const callId = callIdOf(value);
  if (data.length > maxFrameBytes) return { kind: 'refusal', callId, reason: 'tooLarge' };
  const frame = frameToMain.safeParse(value);
  return frame.success ? frame.data : { kind: 'refusal', callId, reason: 'invalid' };
}

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined;
  }
}

function callIdOf(value: unknown): number {
  const callId = typeof value === 'object' && value !== null && 'callId' in value ? value.callId : undefined;
  return typeof callId === 'number' && Number.isSafeInteger(callId) && callId >= 0 ? callId : noCallId;
}
