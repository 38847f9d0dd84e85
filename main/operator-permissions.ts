/** K16: what each role may do on the kiosk. */
import type { OperatorPermission, OperatorRole } from '../shared/contracts/admin-calls.ts';

const supervisor: readonly OperatorPermission[] = ['sync', 'export', 'diagnostics', 'liftGuessLimit'];
const administrator: readonly OperatorPermission[] = [...supervisor, 'setupAgain', 'exit', 'device'];

export function mayOf(role: OperatorRole): readonly OperatorPermission[] {
  switch (role) {
    case 'supervisor':
      return supervisor;
    case 'administrator':
      return administrator;
  }
}
