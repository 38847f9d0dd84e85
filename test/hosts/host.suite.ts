/**
 * What main may rely on, whichever host it runs on. Both hosts pass this one suite (L5); each brings its own way to stand in
 * for the page.
 */
import { describe, expect, it } from 'vitest';
import type { KioskBridge } from '../../shared/contracts/ipc.ts';
import { maxFrameBytes } from '../../shared/contracts/ipc.ts';
import type { CallResult, DaemonPort, Host } from '../../main/host.ts';

export interface HostUnderTest {
  readonly host: Host;
  /** Exit codes that the program was asked to end with. */
  readonly quits: readonly number[];
  /** The page, as near to the real one as the host allows; opens it when there is none. */
  page(): Promise<KioskBridge>;
  /** Fetches a path of the page's origin. */
  fetch(path: string): Promise<{ status: number; headers: Headers; body: string }>;
  /** The same data folder, opened by a new launch. */
  relaunch(): Promise<HostUnderTest>;
  close(): Promise<void>;
}

/** `start` gives a host on a new data folder, with `daemonEntry` as its daemon. */
export function describeHost(name: string, start: (daemonEntry: string) => Promise<HostUnderTest>): void {
  describe(name, () => {
    describeCalls(start);
    describePage(start);
    describeQuit(start);
    describeWatch(start);
    describeKeyStore(start);
    describeDaemon(start);
  });
}

type Start = (daemonEntry: string) => Promise<HostUnderTest>;
const echoDaemon = new URL('echo-daemon.mjs', import.meta.url).pathname;

async function withHost(start: Start, use: (under: HostUnderTest) => Promise<void>): Promise<void> {
  const under = await start(echoDaemon);
  try {
    await use(under);
  } finally {
    await under.close();
  }
}

function describeCalls(start: Start): void {
  it('L5 carries a call to main and its answer back', () =>
    withHost(start, async ({ host, page }) => {
      const heard: unknown[] = [];
      host.onCall((name, input) => {
        heard.push([name, input]);
        return Promise.resolve({ kind: 'answer', answer: { step: 'done' } });
      });
      expect(await (await page()).call('readSetup', { any: 1 })).toMatchObject({ kind: 'answer', answer: { step: 'done' } });
      expect(heard).toEqual([['readSetup', { any: 1 }]]);
    }));

  it('L5 keeps calls apart that are answered in another order', () =>
    withHost(start, async ({ host, page }) => {
      const first = Promise.withResolvers<CallResult>();
      host.onCall((name) => (name === 'first' ? first.promise : Promise.resolve({ kind: 'answer', answer: 'second' })));
      const bridge = await page();
      const early = bridge.call('first', {});
      expect(await bridge.call('second', {})).toMatchObject({ kind: 'answer', answer: 'second' });
      first.resolve({ kind: 'answer', answer: 'first' });
      expect(await early).toMatchObject({ kind: 'answer', answer: 'first' });
    }));

  it('L5 lets a call wait that comes before main is ready', () =>
    withHost(start, async ({ host, page }) => {
      const early = (await page()).call('readKiosk', {});
      host.onCall(() => Promise.resolve({ kind: 'answer', answer: 'late but there' }));
      expect(await early).toMatchObject({ kind: 'answer', answer: 'late but there' });
    }));

  it('J3 answers a defect in main with a refusal that tells nothing of it', () =>
    withHost(start, async ({ host, page }) => {
      host.onCall(() => Promise.reject(new Error('the secret inside')));
      const answer = await (await page()).call('readKiosk', {});
      expect(answer).toMatchObject({ kind: 'refusal', reason: 'internal' });
      expect(JSON.stringify(answer)).not.toContain('secret');
    }));

  it('J3 refuses a call that is too large, and goes on', () =>
    withHost(start, async ({ host, page }) => {
      host.onCall(() => Promise.resolve({ kind: 'answer', answer: 'small' }));
      const bridge = await page();
      expect(await bridge.call('readKiosk', { text: 'x'.repeat(maxFrameBytes) })).toMatchObject({ kind: 'refusal', reason: 'tooLarge' });
      expect(await bridge.call('readKiosk', {})).toMatchObject({ kind: 'answer', answer: 'small' });
    }));

  it('L5 carries events to those who listen, and to nobody who stopped', () =>
    withHost(start, async ({ host, page }) => {
      host.onCall(() => Promise.resolve({ kind: 'answer', answer: null }));
      const bridge = await page();
      const heard: unknown[] = [];
      const stop = bridge.on('textsChanged', (body) => heard.push(body));
      host.emit('textsChanged', { language: 'es' });
      host.emit('kioskChanged', { kind: 'setup' });
      await bridge.call('flush', {});
      stop();
      host.emit('textsChanged', { language: 'fr' });
      await bridge.call('flush', {});
      expect(heard).toEqual([{ language: 'es' }]);
    }));
}

function describeWatch(start: Start): void {
  it('H6 answers a pong of the page itself, and refuses one of another shape; main hears of neither', () =>
    withHost(start, async ({ host, page }) => {
      const heard: string[] = [];
      host.onCall((name) => {
        heard.push(name);
        return Promise.resolve({ kind: 'answer', answer: null });
      });
      const bridge = await page();
      expect(await bridge.call('pong', { n: 1 })).toMatchObject({ kind: 'answer', answer: { kind: 'noted' } });
      expect(await bridge.call('pong', { n: -1 })).toMatchObject({ kind: 'refusal', reason: 'invalid' });
      expect(heard).toEqual([]);
    }));
}

function describeQuit(start: Start): void {
  it('G1 K16 ends the program with the code that main asks for; the page is still answered until the host is closed', () =>
    withHost(start, async ({ host, page, quits }) => {
      host.onCall(() => {
        host.quit(0);
        return Promise.resolve({ kind: 'answer', answer: { kind: 'leaving' } });
      });
      expect(await (await page()).call('leaveKioskMode', { operatorSessionId: 'x' })).toMatchObject({ kind: 'answer', answer: { kind: 'leaving' } });
      expect(quits).toEqual([0]);
    }));
}

function describePage(start: Start): void {
  it('L5 serves the page with its policy, and no file that is not the page', () =>
    withHost(start, async ({ fetch }) => {
      const index = await fetch('/');
      expect(index.status).toBe(200);
      expect(index.body).toContain('the page under test');
      expect(index.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(index.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'");
      expect(index.headers.get('x-content-type-options')).toBe('nosniff');
      expect(index.headers.get('cache-control')).toBe('no-store');
      expect((await fetch('/assets/app.js')).headers.get('content-type')).toContain('text/javascript');
    }));

  it.each(['/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets/..%5c..%5csecret.txt', '/.hidden', '/index.html/', '//secret.txt', '/assets', '/nothing.js'])(
    'J3 answers %s with 404 and the policy',
    (path) =>
      withHost(start, async ({ fetch }) => {
        const answer = await fetch(path);
        expect(answer.status).toBe(404);
        expect(answer.body).not.toContain('secret');
        expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      }),
  );
}

function describeKeyStore(start: Start): void {
  it('H1 gives the same key again at every later launch, and never replaces it', () =>
    withHost(start, async ({ host, relaunch }) => {
      expect(await host.keyStore.load()).toEqual({ kind: 'missing' });
      const key = await host.keyStore.create();
      expect(key).toHaveLength(32);
      await expect(host.keyStore.create()).rejects.toThrow();
      const later = await relaunch();
      expect(await later.host.keyStore.load()).toEqual({ kind: 'key', key });
      await later.close();
    }));
}

function describeDaemon(start: Start): void {
  const nextMessage = (port: DaemonPort): Promise<unknown> => new Promise((resolve) => port.onMessage(resolve));
  const exitOf = (port: DaemonPort): Promise<number | null> => new Promise((resolve) => port.onExit(resolve));

  it('L5 starts a daemon, and messages pass both ways unchanged', () =>
    withHost(start, async ({ host }) => {
      const daemon = host.startDaemon();
      const message = { kind: 'heartbeat', deep: [1, null, { text: 'ü' }] };
      const echoed = nextMessage(daemon);
      daemon.send(message);
      expect(await echoed).toEqual({ echoed: message });
      expect(daemon.pid).toBeTypeOf('number');
      const ended = exitOf(daemon);
      daemon.kill();
      await ended;
    }));

  it('H1 tells the end of a daemon once, with its exit code, and drops what is sent later', () =>
    withHost(start, async ({ host }) => {
      const daemon = host.startDaemon();
      const codes: (number | null)[] = [];
      daemon.onExit((code) => codes.push(code));
      const ended = exitOf(daemon);
      daemon.send({ exit: 7 });
      await ended;
      daemon.send({ kind: 'heartbeat' });
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(codes).toEqual([7]);
    }));

  it('H1 starts another daemon after one was killed', () =>
    withHost(start, async ({ host }) => {
      const first = host.startDaemon();
      const ended = exitOf(first);
      first.kill();
      await ended;
      const second = host.startDaemon();
      const echoed = nextMessage(second);
      second.send({ kind: 'again' });
      expect(await echoed).toEqual({ echoed: { kind: 'again' } });
      const secondEnded = exitOf(second);
      second.kill();
      await secondEnded;
    }));
}
