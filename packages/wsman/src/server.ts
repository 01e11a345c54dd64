export type { CimObject, CimValue, CimValues } from './cim-instance.ts';
export { encodedPowerShellOf } from './powershell.ts';
export {
  createWsmanEndpoint,
  type WsmanEndpoint,
  type WsmanEndpointOptions,
  type WsmanHttpAnswer,
  type WsmanHttpRequest,
} from './server/create-wsman-endpoint.ts';
export { EndpointFault, type EndpointFaultCode } from './server/endpoint-fault.ts';
export type {
  CimProvider,
  CommandResult,
  IdentifyAnswer,
  MethodResult,
  ParameterValue,
} from './server/provider.ts';
