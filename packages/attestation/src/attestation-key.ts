import { decode } from '@gatehouse/bytes';
import type { PublicKey } from '@gatehouse/bytes/crypto';
import {
  checkAkPublic,
  nameOfBytes,
  publicKeyOf,
  type TpmtPublic,
  tpmtPublic,
} from '@gatehouse/tpm';
import type { Check } from './check.ts';
import { toCheck } from './quote-checks.ts';

/** An attestation key, and what follows from its public area alone: a host keeps its key for months. */
export interface AttestationKey {
  readonly public: TpmtPublic;
  /** Part 1 §16 "Names". */
  readonly name: Uint8Array;
  /** Its attributes, each looked at. */
  readonly checks: readonly Check[];
  /** Undefined for what OpenSSL does not import, as a point off its curve: its quotes do not verify. */
  readonly imported: PublicKey | undefined;
}

/** Reads a TPMT_PUBLIC. Throws `MalformedError`. */
export function readAttestationKey(bytes: Uint8Array): AttestationKey {
  const area = decode(tpmtPublic, bytes);
  return {
    public: area,
    name: nameOfBytes(area, bytes),
    checks: checkAkPublic(area).map(toCheck),
    imported: imported(area),
  };
}

function imported(area: TpmtPublic): PublicKey | undefined {
  try {
    return publicKeyOf(area);
  } catch {
    return undefined;
  }
}
