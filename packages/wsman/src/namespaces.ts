/** Namespace URIs of DSP0226, DSP0227 and MS-WSMV §2.2.1. Prefixes differ per peer and mean nothing. */
export const ns = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  addressing: 'http://schemas.xmlsoap.org/ws/2004/08/addressing',
  wsman: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
  microsoft: 'http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd',
  enumeration: 'http://schemas.xmlsoap.org/ws/2004/09/enumeration',
  transfer: 'http://schemas.xmlsoap.org/ws/2004/09/transfer',
  shell: 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell',
  cim: 'http://schemas.dmtf.org/wbem/wscim/1/common',
  identity: 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd',
  fault: 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault',
  instance: 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

/** WS-Addressing actions (DSP0226 §5, MS-WSMV §3.1.4). */
export const action = {
  get: `${ns.transfer}/Get`,
  create: `${ns.transfer}/Create`,
  delete: `${ns.transfer}/Delete`,
  enumerate: `${ns.enumeration}/Enumerate`,
  pull: `${ns.enumeration}/Pull`,
  release: `${ns.enumeration}/Release`,
  command: `${ns.shell}/Command`,
  send: `${ns.shell}/Send`,
  receive: `${ns.shell}/Receive`,
  signal: `${ns.shell}/Signal`,
} as const;

export const anonymousAddress = `${ns.addressing}/role/anonymous`;
export const wqlDialect = 'http://schemas.microsoft.com/wbem/wsman/1/WQL';
export const commandShell = `${ns.shell}/cmd`;
export const commandDone = `${ns.shell}/CommandState/Done`;
export const terminateSignal = `${ns.shell}/signal/terminate`;
export const microsoftClasses = 'http://schemas.microsoft.com/wbem/wsman/1/wmi/';
export const dmtfClasses = 'http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/';
export const soapContentType = 'application/soap+xml;charset=UTF-8';
