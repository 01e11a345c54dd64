/** The way to a TPM: one command's bytes in, its response's bytes out. */
export interface TpmTransport {
  send(command: Uint8Array): Promise<Uint8Array>;
}
