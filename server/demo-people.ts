/** L2: who works for the demo tenant. PINs are public; names come in several scripts, for screens have to show them. */

export interface DemoAssignment {
  readonly timeclockId: number;
  readonly job: string;
  readonly department: string;
  readonly shiftStart: string | null;
  readonly shiftEnd: string | null;
}

export interface DemoPerson {
  readonly employeeId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly jobTitle: string;
  readonly pin: string;
  readonly lastFour: string;
  readonly assignments: readonly DemoAssignment[];
}

const dock = (job: string, shiftStart: string | null, shiftEnd: string | null): DemoAssignment => ({ timeclockId: 1042, job, department: 'Warehouse', shiftStart, shiftEnd });
const packing = (job: string, shiftStart: string | null, shiftEnd: string | null): DemoAssignment => ({ timeclockId: 1043, job, department: 'Packing', shiftStart, shiftEnd });

/** Two share a PIN (B5), one has two assignments (C2), one works overnight (C10), two work at both timeclocks. */
export const demoPeople = [
  { employeeId: 'NWF-1001', firstName: 'Maya', lastName: 'Okafor', jobTitle: 'Forklift operator', pin: '482913', lastFour: '4471', assignments: [dock('Forklift operator', '07:00', '15:30')] },
  { employeeId: 'NWF-1002', firstName: 'Tomás', lastName: 'Herrera Núñez', jobTitle: 'Loader', pin: '730264', lastFour: '9082', assignments: [dock('Loader', '07:00', '15:30'), dock('Yard driver', '15:30', '19:30')] },
  { employeeId: 'NWF-1003', firstName: 'Anneliese', lastName: 'Größmann', jobTitle: 'Shift lead', pin: '915608', lastFour: '3316', assignments: [dock('Shift lead', '06:00', '14:30')] },
  { employeeId: 'NWF-1004', firstName: '美咲', lastName: '田中', jobTitle: 'Quality inspector', pin: '264875', lastFour: '7725', assignments: [dock('Quality inspector', '08:00', '16:30')] },
  { employeeId: 'NWF-1005', firstName: 'ليلى', lastName: 'حداد', jobTitle: 'Picker', pin: '571394', lastFour: '1190', assignments: [dock('Picker', '07:00', '15:30'), packing('Packer', null, null)] },
  { employeeId: 'NWF-1006', firstName: 'Олена', lastName: 'Коваленко', jobTitle: 'Picker', pin: '308726', lastFour: '5603', assignments: [dock('Picker', '07:00', '15:30')] },
  { employeeId: 'NWF-1007', firstName: 'James', lastName: 'Whitfield', jobTitle: 'Loader', pin: '640157', lastFour: '2048', assignments: [dock('Loader', '07:00', '15:30')] },
  { employeeId: 'NWF-1008', firstName: 'Jasmine', lastName: 'Whitaker', jobTitle: 'Receiving clerk', pin: '640157', lastFour: '8814', assignments: [dock('Receiving clerk', '09:00', '17:30')] },
  { employeeId: 'NWF-1009', firstName: 'Kwame', lastName: 'Mensah', jobTitle: 'Night guard', pin: '193482', lastFour: '6659', assignments: [dock('Night guard', '22:00', '06:00')] },
  { employeeId: 'NWF-1010', firstName: 'Priya', lastName: 'Raghunathan', jobTitle: 'Packer', pin: '856041', lastFour: '3927', assignments: [packing('Packer', '07:00', '15:30')] },
  { employeeId: 'NWF-1011', firstName: 'Siobhán', lastName: 'Ó Briain', jobTitle: 'Line lead', pin: '427590', lastFour: '7240', assignments: [packing('Line lead', '06:30', '15:00')] },
  { employeeId: 'NWF-1012', firstName: 'Nguyễn', lastName: 'Thị Hương', jobTitle: 'Packer', pin: '069318', lastFour: '5178', assignments: [packing('Packer', '07:00', '15:30'), dock('Picker', null, null)] },
] as const satisfies readonly DemoPerson[];

export const contosoPeople = [
  { employeeId: 'CON-1', firstName: 'Harold', lastName: 'Finch', jobTitle: 'Dispatcher', pin: '482913', lastFour: '4471', assignments: [{ timeclockId: 2001, job: 'Dispatcher', department: 'Yard', shiftStart: '07:00', shiftEnd: '15:30' }] },
] as const satisfies readonly DemoPerson[];
