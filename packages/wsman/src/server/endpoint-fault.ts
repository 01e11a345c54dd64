/** Why the endpoint refuses; each has the face that Windows gives it (see `faultFaces`). */
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
  | 'internal-error';

export class EndpointFault extends Error {
  override readonly name = 'EndpointFault';
  readonly code: EndpointFaultCode;

  constructor(code: EndpointFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
