/** G3: the punch of a self-test is one of nobody: no person is touched by trying the way, and no verdict on it can be taken for a receipt. */
import type { Punch } from './entities.ts';

export const nobodysEmployeeId = 'zentime-self-test';

export function isOfNobody(punch: Pick<Punch, 'person'>): boolean {
  return punch.person.kind === 'employee' && punch.person.employeeId === nobodysEmployeeId;
}
