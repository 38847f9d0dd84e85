/** G3: the self-test over the real daemon and the real server: all is well, the server is away, a portal answers in its place, the token is gone. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { demo } from '../../server/demo.ts';
import { calls, type CallAnswer, type CallInput, type CallName } from '../../shared/contracts/ipc.ts';
import type { SelfTestView } from '../../shared/contracts/diagnostics-calls.ts';
import { forkDaemon } from '../../main/hosts/forked-daemon.ts';
import { startMain } from '../../main/main.ts';
import { bareHost } from '../support/bare-host.ts';
import { answerOf, askUntil, type Called, type KioskCaller } from '../support/kiosk-caller.ts';
import { keyInMemory } from '../support/kiosk-in-process.ts';
import { startServer } from '../support/server-process.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const daemonEntry = new URL('../../daemon/daemon.ts', import.meta.url).pathname;
const withinMs = 30_000;

function newFolder(): string {
  const folder = makeTemporaryFolder();
  onTestFinished(() => folder.remove());
  return folder.path;
}

/** Main as a host runs it, over a forked daemon; stopped when the test ends. */
async function startKiosk(serverUrl: string) {
  const main = await startMain({
    host: { ...bareHost(newFolder(), keyInMemory()), startDaemon: () => forkDaemon(daemonEntry) },
    ...{ appVersion: '0.1.0', deviceName: 'Test kiosk', platform: 'test', defaultServerUrl: serverUrl },
  });
  onTestFinished(() => main.stop());
  const caller: KioskCaller = {
    async call<N extends CallName>(name: N, input: CallInput<N>): Promise<Called<N>> {
      const result = await main.call(name, input);
      return result.kind === 'refusal' ? result : { kind: 'answer', answer: calls[name].answer.parse(result.answer) as CallAnswer<N> };
    },
  };
  return { main, caller };
}

it('G3 E3 says at which step the way to the server ends, and leaves nothing at the server', async () => {
  const serverFolder = newFolder();
  const server = await startServer({ dataFolder: serverFolder, port: 0, args: ['--demo'] });
  onTestFinished(async () => {
    await server.program.end('SIGKILL');
  });
  const { main, caller } = await startKiosk(server.url);
  await answerOf(caller, 'findCompany', { serverUrl: server.url, company: demo.company, alias: demo.alias });
  await answerOf(caller, 'chooseTimeclock', { timeclockId: demo.timeclocks.dock });
  expect(await answerOf(caller, 'signInDevice', demo.administrator)).toEqual({ kind: 'signedIn' });
  expect(await answerOf(caller, 'startDownload', {})).toEqual({ kind: 'started' });
  await askUntil(caller, 'readSetup', {}, (view) => view.step === 'done', withinMs);
  await askUntil(caller, 'readStatus', {}, (status) => status.online === true, withinMs);
  const signedIn = await answerOf(caller, 'signInOperator', demo.supervisor);
  if (signedIn.kind !== 'signedIn') throw new Error(signedIn.kind);
  const { operatorSessionId } = signedIn;
  const test = async (): Promise<Record<string, string>> => {
    expect(await answerOf(caller, 'testUpload', { operatorSessionId })).toEqual({ kind: 'started' });
    const answer = await askUntil(caller, 'readDiagnostics', { operatorSessionId }, (read) => read.kind === 'read' && read.view.selfTest?.isRunning === false, withinMs);
    const steps: SelfTestView['steps'] = answer.kind === 'read' ? (answer.view.selfTest?.steps ?? []) : [];
    return Object.fromEntries(steps.map(({ step, outcome, reason }) => [step, reason ?? outcome]));
  };
  const lookup = 'passed';
  expect(await test()).toEqual({ lookup, connect: 'passed', tls: 'notNeeded', ping: 'passed', signIn: 'passed', batch: 'passed' });

  const kiosk = main.kiosk();
  const enrolment = kiosk?.settings.read('enrolment') ?? null;
  if (kiosk === null || enrolment === null) throw new Error('the kiosk is not set up');
  const withToken = { ...enrolment, credentials: { ...enrolment.credentials, deviceToken: 'x'.repeat(40) } };
  kiosk.settings.write('enrolment', withToken);
  expect(await test()).toMatchObject({ ping: 'passed', signIn: 'unauthorised', batch: 'notReached' });
  kiosk.settings.write('enrolment', { ...enrolment, credentials: { ...enrolment.credentials, sealingKey: { ...enrolment.credentials.sealingKey, kid: 'another' } } });
  expect(await test()).toMatchObject({ signIn: 'passed', batch: 'sealingKeyUnknown' });

  await server.program.end('SIGTERM');
  kiosk.settings.write('enrolment', enrolment);
  expect(await test()).toEqual({ lookup, connect: 'connectionRefused', tls: 'notReached', ping: 'notReached', signIn: 'notReached', batch: 'notReached' });

  const portal = createServer((_request, response) => response.end('<html>Accept the terms of this network</html>'));
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void portal.close());
  kiosk.settings.write('enrolment', { ...enrolment, serverUrl: `http://127.0.0.1:${(portal.address() as AddressInfo).port}` });
  expect(await test()).toMatchObject({ connect: 'passed', ping: 'notOurServer', signIn: 'notReached' });
});
