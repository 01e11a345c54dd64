export type {
  CimClass,
  CimInstance,
  CimObject,
  CimScalar,
  CimValue,
  CimValues,
} from './cim-instance.ts';
export type { CallLimits } from './client/ask.ts';
export { type Authenticator, basicAuthenticator } from './client/authenticator.ts';
export type { CommandOutput } from './client/command-shell.ts';
export {
  createWsmanClient,
  type IdentifyResponse,
  type WsmanClient,
  type WsmanClientOptions,
} from './client/create-wsman-client.ts';
export type { Credentials } from './client/credentials.ts';
export { type NegotiateOptions, negotiateAuthenticator } from './client/negotiate-authenticator.ts';
export type { WsmanFault } from './fault.ts';
export type {
  HttpConnection,
  HttpExchange,
  HttpRequest,
  HttpResponse,
  WsmanEndpointAddress,
} from './http-exchange.ts';
export { type CommandLine, encodedPowerShellOf, powerShell } from './powershell.ts';
export {
  bigintProperty,
  booleanProperty,
  dateProperty,
  instanceProperty,
  numberProperty,
  numbersProperty,
  textProperty,
  textsProperty,
} from './properties.ts';
export { WsmanError, type WsmanErrorCode, wsmanErrorCodes } from './wsman-error.ts';
