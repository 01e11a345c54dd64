import { concat } from '@gatehouse/bytes';
import { digestSize } from '@gatehouse/bytes/crypto';
import { kdfa, permanentHandle } from '@gatehouse/tpm';
import { bindingOf } from '../authorization.ts';
import { type Entity, entityOf } from '../entity.ts';
import type { Actions } from '../execution.ts';
import { objectOf } from '../loaded.ts';
import { freeSession, type Machine, timeOf } from '../machine.ts';
import { emptyPolicy } from '../policy-state.ts';
import { attributesOf } from '../public-area-check.ts';
import { secretOf } from '../secrets.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

const none = new Uint8Array();
const aesSizes: readonly number[] = [128, 192, 256];

/** The salt that was encrypted for a key — Part 1 §19.6.13. */
function saltOf(machine: Machine, handle: number, encryptedSalt: Uint8Array): Uint8Array {
  if (handle === permanentHandle.null)
    return encryptedSalt.length === 0 ? none : refuse('VALUE', 'parameter', 2);
  const key = objectOf(machine, handle);
  if (key.sensitive === null) refuse('HANDLE', 'handle');
  const isAsymmetric = key.public.type === 'rsa' || key.public.type === 'ecc';
  if (!isAsymmetric) refuse('KEY', 'handle');
  if (!attributesOf(key.public)('decrypt')) refuse('ATTRIBUTES', 'handle');
  try {
    return secretOf(machine, key, 'SECRET', encryptedSalt, 2);
  } catch (error) {
    // Whatever is wrong with the salt, the reference implementation says the same.
    if (error instanceof TpmRefusal) return refuse('VALUE', 'parameter', 2);
    throw error;
  }
}

const boundGuardOf = (entity: Entity | null) => entity?.guard ?? 'none';

/** Sessions — Part 3 §11. */
export const sessionActions: Actions<'startAuthSession'> = {
  startAuthSession({ machine, handles: [tpmKey = 0, bind = 0], parameters }) {
    const { sessionType: kind, authHash, nonceCaller, symmetric, encryptedSalt } = parameters;
    const size = digestSize[authHash];
    const bound = bind === permanentHandle.null ? null : entityOf(machine, bind, 2);
    const salt = saltOf(machine, tpmKey, encryptedSalt);
    if (nonceCaller.length < 16 || nonceCaller.length > size) refuse('SIZE', 'parameter', 1);
    if (symmetric.algorithm === 'aes') {
      if (!aesSizes.includes(symmetric.keyBits)) refuse('VALUE', 'parameter', 4);
      if (symmetric.mode !== 'cfb') refuse('MODE', 'parameter', 4);
    }
    const handle = freeSession(machine, kind);
    if (handle === null) throw new TpmRefusal('SESSION_HANDLES');
    const nonceTpm = machine.randomBytes(size);
    const secret = concat(bound?.authValue ?? none, salt);
    const isPlain = bound === null && tpmKey === permanentHandle.null;
    machine.volatile.sessions.set(handle, {
      kind,
      hash: authHash,
      sessionKey: isPlain ? none : kdfa(authHash, secret, 'ATH', nonceTpm, nonceCaller, 8 * size),
      symmetric,
      // A policy session gets its key from the entity, but does not stand for it.
      boundTo: bound !== null && kind === 'hmac' ? bindingOf(bound) : null,
      boundGuard: kind === 'hmac' ? boundGuardOf(bound) : 'none',
      startedAt: timeOf(machine),
      audit: null,
      policy: emptyPolicy(authHash),
      nonceTpm,
    });
    return { handle, nonceTpm };
  },
};
