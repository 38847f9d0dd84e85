/** C7: a fence that no position could be held against, or that could never be judged: each finding names its field. */
import type { Finding } from './finding.ts';
import { fenceFaults, type Fence, type FenceFault } from './geofence.ts';

const fenceAdvice: Readonly<Record<FenceFault, string>> = {
  latitude: 'say where the fence is: latitude and longitude are both 0',
  longitude: 'say where the fence is: this is no longitude',
  radiusMetres: 'a fence needs a radius of at least 1 metre: give one, or disable the fence',
  minimumAccuracyMetres: 'no position is more accurate than 1 metre: make it at least 1',
};

export function checkGeofence(fence: Fence): Finding[] {
  const faults = fenceFaults(fence);
  const findings: Finding[] = faults.map((path) => ({ path, message: fenceAdvice[path] }));
  if (fence.mode === 'strict' && faults.length === 0 && fence.minimumAccuracyMetres > fence.radiusMetres) {
    findings.push({ path: 'minimumAccuracyMetres', message: 'a strict fence cannot be judged by positions less accurate than its radius: make it no larger than radiusMetres' });
  }
  return findings;
}
