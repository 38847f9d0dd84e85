/** Tells every open window; the host's own function of that name. */
import type { EventBody, EventName } from '../shared/contracts/ipc.ts';

export type Emit = <N extends EventName>(name: N, body: EventBody<N>) => void;
