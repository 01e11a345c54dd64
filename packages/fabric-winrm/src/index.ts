export {
  createWinrmConnector,
  type ResolvedAddress,
  type WinrmConnectorOptions,
  type WinrmTimeouts,
} from './create-winrm-connector.ts';
export { clockResyncCommand, hostScripts, policyUploadPath } from './host-scripts.ts';
