import type { CallHandler, CallResult } from '../host.ts';

/** Calls may come before main is ready to answer; they wait for its handler instead of failing. */
export interface WaitingHandler {
  /** What the link to the page calls. Never rejects: a defect in main is `internal`, without a word about it. */
  readonly call: CallHandler;
  /** Main's handler, once. */
  readonly set: (handler: CallHandler) => void;
}

export function waitForHandler(): WaitingHandler {
  const { promise, resolve } = Promise.withResolvers<CallHandler>();
  return {
    call: async (name, input): Promise<CallResult> => {
      const handler = await promise;
      try {
        return await handler(name, input);
      } catch {
        return { kind: 'refusal', reason: 'internal' };
      }
    },
    set: resolve,
  };
}
