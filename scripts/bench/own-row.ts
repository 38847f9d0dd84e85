/** What both sides of the project's row in the anchors bench share: options, and the harness's way of asking. */
import { z } from 'zod';

/** People of the anchors' punches: E000000 and on. */
export const anchorEmployees = 500;

/** Options that `bench:anchors` gives to both sides. */
export const ownRow = z.object({
  /** null: plain HTTP, as on loopback. */
  tls: z.object({ certFile: z.string(), keyFile: z.string() }).nullable().default(null),
  /** `sameProcess` runs the daemon's code beside main, so that a harness that looks at one process sees all of the kiosk's CPU. */
  daemon: z.enum(['forked', 'sameProcess']).default('forked'),
});
export type OwnRow = z.infer<typeof ownRow>;

const asked = z.object({ cmd: z.string() });
type Answers = Readonly<Record<string, () => Promise<object>>>;

/** Tells the harness that we are ready, and answers `{cmd}` with `{t: cmd, ...}`. A defect ends the process: the harness notes the row as broken. */
export function serveHarness(answers: Answers, ready: object): void {
  process.on('message', (message) => {
    const { cmd } = asked.parse(message);
    const answer = answers[cmd];
    if (answer === undefined) throw new Error(`the harness asks for ${cmd}, which this side does not know`);
    void answer().then(
      (result) => process.send?.({ t: cmd, ...result }),
      (cause: unknown) => {
        process.stderr.write(`${cmd}: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`);
        process.exit(1);
      },
    );
  });
  process.send?.({ t: 'ready', ...ready });
}
