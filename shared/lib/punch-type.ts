/** The customer's punch types. The first four make the two templates; the others come with a table of one's own (C1). */
export const punchTypes = ['clockIn', 'breakOut', 'breakIn', 'clockOut', 'mealOut', 'mealIn', 'transfer'] as const;
export type PunchType = (typeof punchTypes)[number];
