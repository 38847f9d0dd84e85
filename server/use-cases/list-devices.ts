/** I4: every kiosk of the timeclocks that the caller may act on. */
import type { ServerDeps } from '../app-deps.ts';
import { mayActOn, type ConsoleCaller } from '../callers.ts';
import { listFleet } from '../database/fleet.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { fleetView, readFleetFacts, type FleetDevice } from '../fleet/fleet-view.ts';

export async function listDevices(deps: Pick<ServerDeps, 'database' | 'clock'>, caller: ConsoleCaller): Promise<FleetDevice[]> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const rows = (await listFleet(scope)).filter((row) => mayActOn(caller, row.timeclock_id));
  const facts = await readFleetFacts(scope, deps.clock.wallMs());
  return rows.map((row) => fleetView(row, facts));
}
