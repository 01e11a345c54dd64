/**
 * What is in the TPM socket of a simulated host: a TPM 2.0 of ours, one of the swtpm project, or a
 * TPM 1.2, of which there is only what a TPM-less simulation can show: its name and its SHA-1 log.
 */
export type TpmKind = 'simulated' | 'swtpm' | 'tpm-1.2';

/** What asks a TPM 1.2 for something of TPM 2.0 gets this. */
export class NoTpm20Error extends Error {
  override readonly name = 'NoTpm20Error';

  constructor() {
    super('The TPM of this computer is version 1.2; this needs version 2.0.');
  }
}
