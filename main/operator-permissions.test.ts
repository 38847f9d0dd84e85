import { describe, expect, it } from 'vitest';
import { operatorPermission, operatorRole, type OperatorPermission, type OperatorRole } from '../shared/contracts/admin-calls.ts';
import { arrangeReadyKiosk } from '../test/support/kiosk-in-process.ts';
import { operatorSignedIn } from '../test/support/operators.ts';
import { mayOf } from './operator-permissions.ts';
import { requireOperator } from './operator-sessions.ts';

/** K16, word for word. */
const table: Readonly<Record<OperatorPermission, Readonly<Record<OperatorRole, boolean>>>> = {
  sync: { supervisor: true, administrator: true },
  export: { supervisor: true, administrator: true },
  diagnostics: { supervisor: true, administrator: true },
  liftGuessLimit: { supervisor: true, administrator: true },
  setupAgain: { supervisor: false, administrator: true },
  exit: { supervisor: false, administrator: true },
  device: { supervisor: false, administrator: true },
};

describe('what a role may do on the kiosk', () => {
  it.each(operatorRole.options)('K16 B6 a session of the role %s passes exactly what the table says', async (role) => {
    const { kiosk } = await arrangeReadyKiosk([]);
    const id = await operatorSignedIn(kiosk, role);
    for (const permission of operatorPermission.options) {
      expect([permission, requireOperator(kiosk, id, permission).kind]).toEqual([permission, table[permission][role] ? 'operator' : 'notPermitted']);
      expect([permission, mayOf(role).includes(permission)]).toEqual([permission, table[permission][role]]);
    }
  });
});
