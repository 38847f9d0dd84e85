/** An assignment as it is stored. */
import type { Assignment } from '../../shared/contracts/entities.ts';
import type { NewAssignment } from '../database/people.ts';

export function toAssignmentRow(employeeId: string, assignment: Assignment & { readonly timeclockId: number }): NewAssignment {
  return {
    assignment_id: assignment.assignmentId,
    employee_id: employeeId,
    timeclock_id: assignment.timeclockId,
    job: assignment.job,
    department: assignment.department,
    start_date: assignment.startDate,
    end_date: assignment.endDate,
    shift_start: assignment.shiftStart,
    shift_end: assignment.shiftEnd,
  };
}
