/** SOAP 1.2 fault (§5.4) with what Windows, OMI and openwsman put into its detail. */
export interface WsmanFault {
  /** Local name of the innermost subcode, e.g. `DestinationUnreachable`; of the code without one. */
  readonly subcode: string;
  readonly reason: string;
  /** WSManFault/@Code: a Win32 error or WinRM's own; null if not told. */
  readonly windowsCode: number | null;
  /** Text of WSManFault/Message, or URI of w:FaultDetail. */
  readonly detail: string | null;
}
