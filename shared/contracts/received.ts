/**
 * J3: what a kiosk takes of an answer that brings data down (D5, A2, A3, A5, A6, B2, B3). The envelope is the contract's to the letter: with a cursor, a list or
 * a count of another shape nobody knows what was said, and the whole page is refused. What lies in the lists is read piece by piece by main
 * (main/read-changes.ts): one thing that cannot be used never holds back the others.
 */
import { z } from 'zod';
import { changesAnswer, employeesAnswer, routes } from './http.ts';

const changesReceived = changesAnswer.extend({ changes: z.array(z.unknown()).max(1000) });
const employeesReceived = employeesAnswer.extend({ employees: z.array(z.unknown()).max(1000) });
/** A2, A3: main takes what it can use, and stops at what it cannot work without (main/read-setup-answers.ts). */
const companyReceived = z.object({ organisation: z.unknown(), timeclocks: z.unknown(), endpoints: z.unknown() });
const timeclockReceived = z.object({ properties: z.unknown() });
/** B2, B3: each is read as a person of a download is (main/ask-server.ts). */
const foundReceived = z.object({ employees: z.array(z.unknown()).max(50) });
/** By language. */
const textsReceived = z.object({ texts: z.record(z.string(), z.unknown()) });

export type EmployeesReceived = z.infer<typeof employeesReceived>;

export const receivedRoutes = {
  ...routes,
  findCompany: { ...routes.findCompany, answer: companyReceived },
  readTimeclock: { ...routes.readTimeclock, answer: timeclockReceived },
  readEmployees: { ...routes.readEmployees, answer: employeesReceived },
  readTexts: { ...routes.readTexts, answer: textsReceived },
  findByPin: { ...routes.findByPin, answer: foundReceived },
  findByForm: { ...routes.findByForm, answer: foundReceived },
  readChanges: { ...routes.readChanges, answer: changesReceived },
} as const;
