export type {
  Accounts,
  AccountsOptions,
  AuditQuery,
  AuditRecord,
  CurrentSession,
  StartedSession,
  StoredUser,
} from './accounts/accounts.ts';
export { createAccounts } from './accounts/create-accounts.ts';
export type { BearerReader } from './caller.ts';
export type {
  Actor,
  Handler,
  HandlerInput,
  Handlers,
  RouteTable,
  SessionRouteName,
} from './handler.ts';
export { createHttpService, type HttpService, type HttpServiceOptions } from './http-service.ts';
export type { ListenOptions, TlsFiles } from './listen.ts';
export { createLogger } from './logger.ts';
export { ProblemError, type WrongField } from './problem-error.ts';
