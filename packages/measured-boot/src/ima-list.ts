import { MalformedError } from '@gatehouse/bytes';

/** Names of IMA templates (Linux Documentation/security/IMA-templates). */
const templates = ['ima', 'ima-ng', 'ima-ngv2', 'ima-sig', 'ima-sigv2', 'ima-buf', 'ima-modsig'];

/**
 * Refuses a Linux IMA measurement list by its own name: its records (u32 PCR, BYTE[20] digest,
 * u32 length, template name) are close enough to a SHA-1 log to be mistaken for one.
 */
export function refuseImaList(bytes: Uint8Array): void {
  if (bytes.length < 28) return;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, true);
  if (length < 3 || length > 16 || bytes.length < 28 + length) return;
  const name = String.fromCharCode(...bytes.subarray(28, 28 + length));
  if (templates.includes(name))
    throw new MalformedError(
      'TCG event log',
      28,
      `this is an IMA measurement list (template "${name}"), not a TCG event log`,
    );
}
