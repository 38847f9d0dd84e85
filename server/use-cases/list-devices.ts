/** I4: the kiosks of the timeclocks that the caller may act on, in pages by timeclock and name. */
import type { ServerDeps } from '../app-deps.ts';
import type { ConsoleCaller } from '../callers.ts';
import { listFleet, type FleetPlace, type FleetRow } from '../database/fleet.ts';
import { tenantScope } from '../database/tenant-scope.ts';
import { problem, type Problem } from '../errors.ts';
import { fleetView, readFleetFacts, type FleetDevice } from '../fleet/fleet-view.ts';
import { openPlace, signPlace } from '../supervision/page-place.ts';

const purpose = 'devices-page';

export type ListDevicesOutcome = { readonly kind: 'page'; readonly devices: FleetDevice[]; readonly next: string | null } | Problem;

export async function listDevices(deps: Pick<ServerDeps, 'database' | 'clock' | 'signer'>, caller: ConsoleCaller, input: { readonly after?: string | undefined; readonly limit: number }): Promise<ListDevicesOutcome> {
  const scope = tenantScope(deps.database.reader, caller.tenantId);
  const after = input.after === undefined ? null : openDevicePlace(deps, caller, input.after);
  if (after === 'unknown') return problem('pageTokenUnknown');
  const listed = await listFleet(scope, caller.timeclocks, after, input.limit + 1);
  const rows = listed.slice(0, input.limit);
  const facts = await readFleetFacts(scope, rows, deps.clock.wallMs());
  const last = listed.length > rows.length ? rows.at(-1) : undefined;
  return { kind: 'page', devices: rows.map((row) => fleetView(row, facts)), next: last === undefined ? null : signDevicePlace(deps, caller, last) };
}

function openDevicePlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, note: string): FleetPlace | 'unknown' {
  const [timeclockId, name, deviceId] = openPlace(deps, caller, purpose, note) ?? [];
  if (typeof timeclockId !== 'number' || typeof name !== 'string' || typeof deviceId !== 'string') return 'unknown';
  return { timeclock_id: timeclockId, device_name: name, device_id: deviceId };
}

function signDevicePlace(deps: Pick<ServerDeps, 'signer'>, caller: ConsoleCaller, row: FleetRow): string {
  return signPlace(deps, caller, purpose, [row.timeclock_id, row.device_name, row.device_id]);
}
