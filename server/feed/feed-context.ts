/** What every part of the feed needs to know of the device that asks (D5). */
import type { TimeclockProperties } from '../../shared/contracts/entities.ts';
import type { ServerDeps } from '../app-deps.ts';
import type { DeviceCaller } from '../callers.ts';
import type { AtTimeclock } from '../database/people.ts';
import type { TenantScope } from '../database/tenant-scope.ts';

export interface FeedContext {
  readonly deps: Pick<ServerDeps, 'database' | 'clock' | 'bundledTexts'>;
  readonly scope: TenantScope;
  readonly caller: DeviceCaller;
  readonly properties: TimeclockProperties;
  readonly at: AtTimeclock;
}
