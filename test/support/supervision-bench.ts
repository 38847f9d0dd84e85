/** A server with a kiosk at Dock 4 and people signed in to the console, for tests of what supervisors do. */
import { v7 } from 'uuid';
import type { Punch, Verdict } from '../../shared/contracts/entities.ts';
import type { RouteName } from '../../shared/contracts/http.ts';
import { demo } from '../../server/demo.ts';
import { PunchChain, type PunchFacts } from './punch-chain.ts';
import { arrangeServer, enrol, testNowMs, upload, type Answer, type AnswerOf, type Ask, type ServerInProcess } from './server-in-process.ts';

export interface SupervisionBench {
  readonly server: ServerInProcess;
  readonly chain: PunchChain;
  /** Uploads punches of the kiosk at Dock 4. */
  send(...punches: readonly Punch[]): Promise<Verdict[]>;
  /** One punch of the kiosk, made and uploaded. */
  punched(facts: PunchFacts): Promise<Punch>;
  /** Session tokens: administrator, a supervisor of both timeclocks, one of Packing alone, and another tenant's administrator. */
  readonly tokens: Readonly<Record<'administrator' | 'supervisor' | 'packing' | 'stranger', string>>;
  /** The answer to the supervisor; anything but 200 is an error. */
  answer<N extends RouteName>(name: N, ask?: Ask): Promise<AnswerOf<N>>;
  /** Status and problem code, for whoever asks. */
  refusal(name: RouteName, ask: Ask): Promise<readonly [number, string | null]>;
}

export async function arrangeSupervision(): Promise<SupervisionBench> {
  const server = await arrangeServer();
  const credentials = await enrol(server);
  const chain = new PunchChain();
  const signIn = async (person: { username: string; password: string }): Promise<string> => (await server.answer('openSession', { body: { username: person.username, password: person.password } })).sessionToken;
  const tokens = { administrator: await signIn(demo.administrator), supervisor: await signIn(demo.supervisor), packing: await signIn(demo.packingSupervisor), stranger: await signIn(demo.otherTenant.administrator) };
  const send = async (...punches: readonly Punch[]): Promise<Verdict[]> => (await upload(server, { credentials, punches })).verdicts;
  return {
    server,
    chain,
    tokens,
    send,
    async punched(facts) {
      const punch = chain.next(facts);
      await send(punch);
      return punch;
    },
    answer: (name, ask = {}) => server.answer(name, { token: tokens.supervisor, ...ask }),
    async refusal(name, ask) {
      const answer = await server.ask(name, { token: tokens.supervisor, ...ask });
      return [answer.status, codeOf(answer)];
    },
  };
}

function codeOf({ body }: Answer): string | null {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code : null;
}

/** The body of a typed punch: Maya Okafor's, at Dock 4. */
export function typedBody(facts: { at: string; type?: string; [field: string]: unknown }) {
  const { at, ...others } = facts;
  return { punchId: v7({ msecs: testNowMs }), employeeId: 'NWF-1001', timeclockId: demo.timeclocks.dock, type: 'clockIn', workDate: at.slice(0, 10), instant: at, assignmentId: 'NWF-1001-A1', reason: 'forgot the badge', ...others };
}

/** The timeclocks that were told of a punch. */
export async function changesFor(bench: SupervisionBench, punchId: string): Promise<number[]> {
  const rows = await bench.server.deps.database.reader.selectFrom('changes').select('timeclock_id').where('kind', '=', 'entry').where('subject_id', '=', punchId).execute();
  return [...new Set(rows.map((row) => row.timeclock_id))];
}

/** A person's timesheet day, Monday 23 November. */
export async function today(bench: SupervisionBench, employeeId = 'NWF-1001') {
  const sheet = await bench.answer('readTimesheet', { params: { employeeId }, query: { from: '2026-11-23', to: '2026-11-23' } });
  return sheet.days[0];
}
