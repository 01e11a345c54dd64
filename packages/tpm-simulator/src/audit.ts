import { type HashName, hash } from '@gatehouse/bytes/crypto';
import { sessionAttribute } from '@gatehouse/tpm';
import type { Machine } from './machine.ts';
import type { SessionUse } from './session-area.ts';

/**
 * What a command does to audits once it has worked — Part 1 §19.5: extends the digest of the session
 * that audits it, and ends the exclusiveness of any other.
 */
export function auditCommand(
  { volatile }: Machine,
  auditor: SessionUse | null,
  hashes: {
    readonly cpHash: (name: HashName) => Uint8Array;
    readonly rpHash: (name: HashName) => Uint8Array;
  },
): void {
  const session = auditor?.session ?? null;
  if (auditor === null || session === null) {
    volatile.exclusiveAudit = null;
    return;
  }
  const { sessionHandle, sessionAttributes } = auditor.authorization;
  const isFirst = session.audit === null || (sessionAttributes & sessionAttribute.auditReset) !== 0;
  if (isFirst) volatile.exclusiveAudit = sessionHandle;
  else if (volatile.exclusiveAudit !== sessionHandle) volatile.exclusiveAudit = null;
  const { hash: name } = session;
  const cpHash = hashes.cpHash(name);
  const before = isFirst || session.audit === null ? new Uint8Array(cpHash.length) : session.audit;
  session.audit = hash(name, before, cpHash, hashes.rpHash(name));
}
