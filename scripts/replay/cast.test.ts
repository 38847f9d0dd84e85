import { describe, expect, it } from 'vitest';
import { employee } from '../../shared/contracts/entities.ts';
import { castFor } from './cast.ts';

describe('the people of an export', () => {
  it('B2 gives each user one employee and a PIN of 6 digits, whatever the user is called', () => {
    const users = ['1', '2', '1', '01', 'a b', '\0', '💥'.repeat(200), '__proto__', '"; DROP TABLE punches;'];
    const cast = castFor(users.map((user) => ({ user })));
    expect([...cast.keys()]).toEqual([...new Set(users)]);
    expect(new Set([...cast.values()].map((member) => member.pin)).size).toBe(cast.size);
    for (const member of cast.values()) {
      expect(member.pin).toMatch(/^\d{6}$/);
      expect(employee.pick({ employeeId: true, firstName: true, lastName: true }).safeParse({ employeeId: member.employeeId, firstName: member.firstName, lastName: member.lastName })).toMatchObject({ success: true });
    }
  });
});
