/** The way to the TPM failed: not there, gone, silent, or not speaking as a TPM. The message says which and what to do. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
}
