/** Which sides meet in a simulated life: each of them a model, or the real one. */
import type { Mix } from './fault-kinds.ts';
import { ModelMain } from './model-main.ts';
import { ModelServer } from './model-server.ts';
import { RealMain } from './real-main.ts';
import { RealServer } from './real-server.ts';
import { openModels, simulate, type Sides, type SimulationOptions, type SimulationResult } from './simulation.ts';
import { DeviceClock, type SimulatedTime } from './simulated-time.ts';
import type { SetUpKiosk, Templates } from './templates.ts';

/** How many kiosks meet at a real server. */
function kiosksAt(seed: number, templates: Templates): readonly SetUpKiosk[] {
  return templates.kiosks.slice(0, seed % 3 === 0 ? 2 : 1);
}

/** Opens the sides of a mix for the life of `seed`. @param templates null where both are models */
export function opening(seed: number, mix: Mix, templates: Templates | null): (time: SimulatedTime) => Promise<Sides> {
  if (mix.main === 'model' && mix.server === 'model') return openModels;
  if (templates === null) throw new Error('the real sides need templates');
  if (mix.main === 'model') throw new Error('a model main makes punches that no real server takes');
  return (time) => (mix.server === 'model' ? withModelServer(time, templates) : withRealServer(time, kiosksAt(seed, templates), templates));
}

export async function simulateMix(seed: number, mix: Mix, templates: Templates | null, options: Partial<SimulationOptions> = {}): Promise<SimulationResult> {
  return await simulate(seed, { mix, open: opening(seed, mix, templates), ...options });
}

async function withModelServer(time: SimulatedTime, { kiosks }: Templates): Promise<Sides> {
  const [kiosk] = kiosks;
  if (kiosk === undefined) throw new Error('there is no kiosk');
  const main = new RealMain(time, kiosk);
  await main.boot();
  const server = new ModelServer(() => time.wallMs(), 'beforeAnswer', kiosk.credentials);
  server.begin(kiosk.properties);
  for (const person of kiosk.people) server.hire(kiosk.timeclockId, person);
  main.signIn(server.enrol(main.deviceId));
  return { server, mains: [main] };
}

async function withRealServer(time: SimulatedTime, kiosks: readonly SetUpKiosk[], templates: Templates): Promise<Sides> {
  const server = new RealServer(time, templates.server);
  await server.start();
  const mains = kiosks.map((kiosk) => new RealMain(time, kiosk));
  for (const main of mains) await main.boot();
  return { server, mains };
}

/** For tests that plant something: both models, as they are. */
export function modelsOf(time: SimulatedTime, commits: 'beforeAnswer' | 'afterAnswer'): { server: ModelServer; main: ModelMain } {
  const server = new ModelServer(() => time.wallMs(), commits);
  server.enrol('device-1');
  return { server, main: new ModelMain(() => time.wallMs(), new DeviceClock(time)) };
}
