import { MalformedError } from '@gatehouse/bytes';

/** Why the endpoint refuses; each has the face that `faultFaces` gives it. */
export type EndpointFaultCode =
  | 'class-missing'
  | 'invalid-selectors'
  | 'invalid-parameter'
  | 'action-not-supported'
  | 'access-denied'
  | 'cannot-process-filter'
  | 'encoding-limit'
  | 'quota-limit'
  | 'invalid-enumeration-context'
  | 'shell-not-found'
  | 'timed-out'
  | 'schema-validation'
  | 'not-understood'
  | 'internal-error';

export class EndpointFault extends Error {
  override readonly name = 'EndpointFault';
  readonly code: EndpointFaultCode;

  constructor(code: EndpointFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** HTTP status, SOAP code, subcode (with the envelope's prefixes) and WSManFault/@Code. */
export interface FaultFace {
  readonly status: 400 | 500;
  readonly code: 's:Sender' | 's:Receiver' | 's:MustUnderstand';
  readonly subcode: string | null;
  readonly windowsCode: number;
}

const sender = (subcode: string, windowsCode: number): FaultFace => ({
  status: 500,
  code: 's:Sender',
  subcode,
  windowsCode,
});

/**
 * Subcodes: DSP0226 §14. Codes above 0x80338000 are WinRM's own (wsmerror.h), small ones are Win32
 * errors; where WinRM's own code is not known to us, the Win32 error of the same meaning stands.
 */
export const faultFaces: Readonly<Record<EndpointFaultCode, FaultFace>> = {
  'class-missing': sender('a:DestinationUnreachable', 0x80338000),
  'invalid-selectors': sender('w:InvalidSelectors', 87),
  'invalid-parameter': sender('w:InvalidParameter', 87),
  'action-not-supported': sender('a:ActionNotSupported', 0x80338001),
  'access-denied': sender('w:AccessDenied', 5),
  'cannot-process-filter': sender('n:CannotProcessFilter', 87),
  'encoding-limit': sender('w:EncodingLimit', 122),
  'quota-limit': sender('w:QuotaLimit', 1816),
  'invalid-enumeration-context': sender('n:InvalidEnumerationContext', 87),
  'shell-not-found': sender('w:InvalidSelectors', 0x8033805b),
  'timed-out': { ...sender('w:TimedOut', 0x80338029), code: 's:Receiver' },
  'schema-validation': { ...sender('w:SchemaValidationError', 13), status: 400 },
  'not-understood': { status: 500, code: 's:MustUnderstand', subcode: null, windowsCode: 13 },
  'internal-error': { ...sender('w:InternalError', 1359), code: 's:Receiver' },
};

/** A message that cannot be read is the client's fault, everything else is ours. */
export function faultOf(error: unknown): EndpointFault {
  if (error instanceof EndpointFault) return error;
  if (error instanceof MalformedError) return new EndpointFault('schema-validation', error.message);
  const why = error instanceof Error ? error.message : String(error);
  return new EndpointFault('internal-error', `The host failed: ${why}`);
}
