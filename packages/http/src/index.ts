export {
  type Accounts,
  type AccountsOptions,
  type AuditQuery,
  type AuditRecord,
  type CurrentSession,
  createAccounts,
  type StartedSession,
  type StoredUser,
} from './accounts.ts';
export type {
  Actor,
  Handler,
  HandlerInput,
  Handlers,
  RouteTable,
  SessionRouteName,
} from './handler.ts';
export {
  type BearerReader,
  createHttpService,
  type HttpService,
  type HttpServiceOptions,
  type ListenOptions,
} from './http-service.ts';
export { createLogger } from './logger.ts';
export { ProblemError, type WrongField } from './problem-error.ts';
