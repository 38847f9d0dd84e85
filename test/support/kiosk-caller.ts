/** Whoever calls main as a renderer does: over the WebSocket, or in the same process. */
import type { CallAnswer, CallInput, CallName, CallRefusal } from '../../shared/contracts/ipc.ts';

export type Called<N extends CallName> = { kind: 'answer'; answer: CallAnswer<N> } | { kind: 'refusal'; reason: CallRefusal } | { kind: 'linkLost' };

export interface KioskCaller {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>>;
}

/** The answer; throws where main refuses the call itself or the link is lost, neither of which a healthy kiosk does. */
export async function answerOf<N extends CallName>(kiosk: KioskCaller, name: N, input: CallInput<N>): Promise<CallAnswer<N>> {
  const called = await kiosk.call(name, input);
  if (called.kind === 'answer') return called.answer;
  throw new Error(`${name}: ${called.kind === 'refusal' ? `refused as ${called.reason}` : 'the link was lost'}`);
}

/** Asks again and again until the answer is as wished; throws with the last answer when time is up. */
export async function askUntil<N extends CallName>(kiosk: KioskCaller, name: N, input: CallInput<N>, wished: (answer: CallAnswer<N>) => boolean, withinMs: number): Promise<CallAnswer<N>> {
  const deadlineMs = performance.now() + withinMs;
  for (;;) {
    const answer = await answerOf(kiosk, name, input);
    if (wished(answer)) return answer;
    if (performance.now() > deadlineMs) throw new Error(`${name} answered for ${withinMs} ms: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
