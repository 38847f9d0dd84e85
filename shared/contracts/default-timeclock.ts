/** A timeclock with everything at its usual setting; what a tenant wants otherwise is laid over it, and what a kiosk cannot use of it at setup is as here (J3). */
import type { TimeclockProperties } from './entities.ts';

export function defaultTimeclock(facts: Pick<TimeclockProperties, 'timeclockId' | 'name' | 'timeZone' | 'punchTemplate'>): TimeclockProperties {
  return {
    ...facts,
    pinType: 'sixDigits',
    resetTimerSeconds: 30,
    syncIntervalSeconds: 600,
    duplicateWindowSeconds: 60,
    clockToleranceSeconds: 300,
    rounding: { clockInMinutes: 0, clockOutMinutes: 0, breakMinutes: 0 },
    geofence: { mode: 'disabled', latitude: 0, longitude: 0, radiusMetres: 0, minimumAccuracyMetres: 0, lastKnownForSeconds: 0, withoutPosition: 'takeAndFlag' },
    ipRules: { enforced: false, allowed: [] },
    breaks: { requiredPerShift: 0, minimumMinutes: 0, maximumMinutes: 0, windowStartMinutes: 0, windowEndMinutes: 0, required: [], waivers: 'none', survey: [] },
    questions: [],
    display: { logoDataUrl: null, brandColour: null, languages: ['en', 'es', 'fr', 'ar'] },
  };
}
