export type {
  CimClass,
  CimInstance,
  CimObject,
  CimScalar,
  CimValue,
  CimValues,
} from './cim-instance.ts';
export type { WsmanFault } from './fault.ts';
export type {
  HttpConnection,
  HttpExchange,
  HttpRequest,
  HttpResponse,
  WsmanEndpointAddress,
} from './http-exchange.ts';
export { type CommandLine, encodedPowerShellOf, powerShell } from './powershell.ts';
export { WsmanError, type WsmanErrorCode, wsmanErrorCodes } from './wsman-error.ts';
