import { digestSize, type HashName } from '@gatehouse/bytes/crypto';

/** An algorithm that the Spec ID event declares; `bank` is null if it cannot be replayed here. */
export interface DeclaredAlgorithm {
  readonly id: number;
  readonly bank: HashName | null;
  readonly size: number;
}

/** TPM_ALG_ID of digests that a log may carry (TCG Algorithm Registry). */
export const logAlgorithms: readonly DeclaredAlgorithm[] = [
  { id: 0x0004, bank: 'sha1', size: digestSize.sha1 },
  { id: 0x000b, bank: 'sha256', size: digestSize.sha256 },
  { id: 0x000c, bank: 'sha384', size: digestSize.sha384 },
  { id: 0x000d, bank: 'sha512', size: digestSize.sha512 },
  { id: 0x0012, bank: null, size: 32 },
];

/** The algorithm of a TPM_ALG_ID, if logs may carry it. */
export function logAlgorithmOf(id: number): DeclaredAlgorithm | undefined {
  for (const algorithm of logAlgorithms) if (algorithm.id === id) return algorithm;
  return undefined;
}
