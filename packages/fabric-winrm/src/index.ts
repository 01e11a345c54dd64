export type { WinrmTimeouts } from './create-host-connection.ts';
export {
  createWinrmConnector,
  type WinrmConnectorOptions,
} from './create-winrm-connector.ts';
export { clockResyncCommand, hostScripts, policyUploadPath } from './host-scripts.ts';
export type { ResolvedAddress } from './socket-exchange.ts';
