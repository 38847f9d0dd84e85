/**
 * Must be the first import of every page: zod otherwise tries out `new Function` while schemas are made, which the
 * page's policy forbids and reports.
 */
import { config } from 'zod';

config({ jitless: true });
