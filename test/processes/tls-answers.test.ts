import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { expect, it, onTestFinished } from 'vitest';
import { makeFleetWorld, type FleetWorld } from '../../scripts/bench/server/fleet-world.ts';
import { sqliteDatabase } from '../../scripts/bench/server/bench-database.ts';
import { makeBodies } from '../../scripts/bench/server/sealed-bodies.ts';
import { routes, sealedMediaType } from '../../shared/contracts/http.ts';
import { apiPrefix } from '../../shared/contracts/version.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const resends = 20;

/** Sends `body` on one connection, again and again, each time the moment that the last answer is whole; answers without compression are the largest. */
async function sendAgain(world: FleetWorld, deviceToken: string, body: string): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: readFileSync(world.certFile ?? '') });
  const headers = { authorization: `Bearer ${deviceToken}`, 'content-type': sealedMediaType, 'content-length': String(body.length) };
  const statuses: number[] = [];
  for (let sent = 0; sent < resends; sent += 1) {
    const status = await new Promise<number>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port: world.port, path: `${apiPrefix}${routes.uploadBatch.path}?lane=normal`, method: 'POST', agent, headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asking.on('error', reject).end(body);
    });
    statuses.push(status);
  }
  agent.destroy();
  return statuses;
}

it('D2 keeps a TLS connection through large answers and the batches that follow at once', async () => {
  const folder = makeTemporaryFolder();
  const world = await makeFleetWorld(folder.path, sqliteDatabase, { kiosks: 3, peopleEach: 250 });
  onTestFinished(async () => {
    await world.remove();
    folder.remove();
  });
  expect(world.certFile, 'openssl makes the certificate').not.toBeNull();
  const statuses = await Promise.all(
    world.kiosks.map(async (kiosk) => {
      const { bodies } = await makeBodies(kiosk, world.sealingKey, 1, 1000);
      return await sendAgain(world, kiosk.deviceToken, bodies[0] ?? '');
    }),
  );
  expect(statuses.flat()).toEqual(Array(3 * resends).fill(200));
  expect(await world.countPunches()).toBe(3000);
});
