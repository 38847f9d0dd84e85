import type { CallAnswer, CallName } from '../../shared/contracts/ipc.ts';

/** What main answers in a story; a call that has no answer here never gets one. */
export type Answers = { readonly [N in CallName]?: CallAnswer<N> };
