export { auditEntries, sessions, signInThrottles, users } from './account-tables.ts';
