/** I4, H5: one kiosk with its latest batches and the places where its chain broke. */
import type { z } from 'zod';
import type { routes } from '../../shared/contracts/http.ts';
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { listBatches, listChainPlaces, readFleetDevice, type BatchRow } from '../database/fleet.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { fleetView, readFleetFacts } from '../fleet/fleet-view.ts';

const latestBatches = 50;
const latestPlaces = 200;

export type ReadDeviceOutcome = { readonly kind: 'found'; readonly answer: z.output<typeof routes.readDevice.answer> } | Problem;

export async function readDevice(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller, input: { deviceId: string }): Promise<ReadDeviceOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const row = await readFleetDevice(scope, input.deviceId);
  if (row === null) return problem('notFound');
  if (!mayActOn(caller, row.timeclock_id)) return problem('noPermissionForTimeclock');
  const facts = await readFleetFacts(scope, [row], deps.clock.wallMs());
  const batches = (await listBatches(scope, input.deviceId, latestBatches)).map(toBatch);
  return { kind: 'found', answer: { device: fleetView(row, facts), batches, chainPlaces: await listChainPlaces(scope, input.deviceId, latestPlaces) } };
}

function toBatch({ batch_id: batchId, received_ms: receivedMs, ...counts }: BatchRow) {
  return { batchId, receivedAt: new Date(receivedMs).toISOString(), ...counts };
}
