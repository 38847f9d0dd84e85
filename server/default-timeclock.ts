/** What a timeclock has that nobody has set up otherwise; kiosks fall back on the same. */
export { defaultTimeclock } from '../shared/contracts/default-timeclock.ts';
