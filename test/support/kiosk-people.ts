/** Who works at a kiosk under test, and what it signed in with; without anything that runs. */
import type { Assignment, Employee } from '../../shared/contracts/entities.ts';
import type { DeviceCredentials } from '../../shared/contracts/http.ts';
import { pinHash } from '../../shared/lib/keyed-hash.ts';

const tenantKey = '5c'.repeat(32);

export const testCredentials: DeviceCredentials = {
  deviceToken: 'test-token'.padEnd(40, '0'),
  tokenExpiresAt: '2027-11-23T00:00:00.000Z',
  tenantKey,
  sealingKey: { kid: 'k1', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  serverEpoch: 'epoch-1',
  nextSequenceNumber: 1,
  lastHash: '0'.repeat(64),
};

/** An employee with this PIN and one assignment without an end. */
export function somebody(employeeId: string, pin: string, facts: Partial<Employee> = {}): Employee {
  return {
    employeeId,
    firstName: 'Maya',
    lastName: 'Okafor',
    jobTitle: 'Loader',
    photoDataUrl: null,
    pinHash: hashOf(pin),
    lastFourHash: null,
    assignments: [assignmentOf(`${employeeId}-A1`)],
    ...facts,
  };
}

export function assignmentOf(assignmentId: string, facts: Partial<Assignment> = {}): Assignment {
  return { assignmentId, job: 'Loader', department: 'Dock', startDate: '2020-01-01', endDate: null, shiftStart: null, shiftEnd: null, ...facts };
}

export function hashOf(pin: string): string {
  return pinHash(pin, Buffer.from(tenantKey, 'hex'));
}
