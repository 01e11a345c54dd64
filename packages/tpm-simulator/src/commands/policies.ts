import { ByteReader, ByteWriter, concat, encode, equalBytes } from '@gatehouse/bytes';
import { digestSize, hash } from '@gatehouse/bytes/crypto';
import {
  type CommandName,
  commands,
  handleName,
  hashId,
  nvNameOf,
  type PolicyOperation,
  policyOperation,
  tpmlPcrSelection,
  tpmsTimeInfo,
} from '@gatehouse/tpm';
import type { Actions } from '../execution.ts';
import { clockInfoOf, type Machine, timeOf } from '../machine.ts';
import { checkNvRead, checkNvReadable } from '../nv-access.ts';
import { nvIndexOf, nvPublicOf } from '../nv-index.ts';
import { implementedBanks } from '../pcr-banks.ts';
import { compares } from '../policy-comparison.ts';
import {
  extendPolicy,
  type PolicyCommand,
  policySession,
  restartDigest,
  updatePolicy,
} from '../policy-session.ts';
import { emptyPolicy } from '../policy-state.ts';
import { isTicketOf } from '../tickets.ts';
import type { PolicyState, Session } from '../tpm-object.ts';
import { refuse, TpmRefusal } from '../tpm-refusal.ts';

/** PolicyPassword has the digest of PolicyAuthValue — Part 3 §23.18. */
const askAuthValue = (session: Session, authValue: 'hmac' | 'password') =>
  extendPolicy(session, 'policyAuthValue', [], { authValue });

const byte = (value: number): Uint8Array => Uint8Array.of(value);

interface Comparison {
  readonly operandB: Uint8Array;
  readonly offset: number;
  readonly operation: PolicyOperation;
}

/** Hash of the operands, which becomes part of the digest — Part 3 §23.9. */
const argumentsHash = ({ hash: name }: Session, { operandB, offset, operation }: Comparison) =>
  hash(name, operandB, new ByteWriter().u16(offset).u16(policyOperation[operation]).finish());

/** The operand's part of the data must compare, or the policy fails. */
function checkComparison(
  data: Uint8Array,
  { operandB, offset, operation }: Comparison,
  tooLong: () => never,
): void {
  if (offset > data.length) refuse('VALUE', 'parameter', 2);
  if (operandB.length > data.length - offset) tooLong();
  if (!compares(operation, data.subarray(offset, offset + operandB.length), operandB))
    throw new TpmRefusal('POLICY');
}

/** Confines the session to one digest; another one that is there already is refused. */
function confine(
  session: Session,
  command: PolicyCommand,
  of: NonNullable<PolicyState['confinedTo']>['of'],
  digest: Uint8Array,
  also: Partial<PolicyState> = {},
  parts: readonly Uint8Array[] = [digest],
): void {
  const { confinedTo } = session.policy;
  if (digest.length !== digestSize[session.hash]) refuse('SIZE', 'parameter', 1);
  if (confinedTo !== null && !(confinedTo.of === of && equalBytes(confinedTo.digest, digest)))
    throw new TpmRefusal('CPHASH');
  extendPolicy(session, command, parts, { ...also, confinedTo: { of, digest: digest.slice() } });
}

const knownCodes: ReadonlySet<number> = new Set(Object.values(commands).map(({ code }) => code));

function confineToCommand(
  session: Session,
  code: number,
  conflict: () => never,
): Partial<PolicyState> {
  if (![null, code].includes(session.policy.commandCode)) conflict();
  return { commandCode: code };
}

/** Bits of TPMA_LOCALITY; 32 and above are localities that nothing here speaks from. */
const localityBits = (locality: number): number => (locality < 32 ? locality : 0);

/** The hash algorithm that a name begins with. */
function nameHash(name: Uint8Array) {
  const alg = name.length < 2 ? 0 : new ByteReader(name, 'TPM2B_NAME').u16();
  return implementedBanks.find((bank) => hashId(bank) === alg) ?? refuse('HASH', 'parameter', 3);
}

function checkApproved(
  machine: Machine,
  session: Session,
  {
    approvedPolicy,
    policyRef,
    keySign,
    checkTicket,
  }: {
    readonly approvedPolicy: Uint8Array;
    readonly policyRef: Uint8Array;
    readonly keySign: Uint8Array;
    readonly checkTicket: Parameters<typeof isTicketOf>[1];
  },
): void {
  const name = nameHash(keySign);
  if (keySign.length !== 2 + digestSize[name]) refuse('SIZE', 'parameter', 3);
  if (!equalBytes(approvedPolicy, session.policy.digest)) refuse('VALUE', 'parameter', 1);
  const approved = hash(name, concat(approvedPolicy, policyRef));
  if (!isTicketOf(machine, checkTicket, 'verified', approved, keySign))
    refuse('VALUE', 'parameter', 4);
}

/** Enhanced authorization — Part 3 §23. */
export const policyActions: Actions<
  Exclude<Extract<CommandName, `policy${string}`>, 'policySigned' | 'policySecret' | 'policyTicket'>
> = {
  policyRestart({ machine, handles }) {
    const session = policySession(machine, handles[0]);
    session.policy = emptyPolicy(session.hash);
    return {};
  },
  /** Replaces the digest, which must be one of the list — Part 3 §23.6. */
  policyOr({ machine, handles, parameters: { pHashList } }) {
    const session = policySession(machine, handles[0]);
    if (pHashList.length < 2) refuse('SIZE', 'parameter', 1);
    const fits = pHashList.some((digest) => equalBytes(digest, session.policy.digest));
    if (session.kind !== 'trial' && !fits) refuse('VALUE', 'parameter', 1);
    restartDigest(session);
    extendPolicy(session, 'policyOr', pHashList);
    return {};
  },
  /** Binds to PCR values until they change — Part 3 §23.7. */
  policyPcr({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    const { pcrs } = machine.volatile;
    const selection = pcrs.allocated(parameters.pcrs);
    const current = hash(session.hash, ...pcrs.selected(selection));
    const given = parameters.pcrDigest;
    const isTrial = session.kind === 'trial';
    if (!isTrial && given.length > 0 && !equalBytes(given, current))
      refuse('VALUE', 'parameter', 1);
    const { updateCounter } = pcrs;
    if (![null, updateCounter].includes(session.policy.pcrUpdateCounter)) refuse('PCR_CHANGED');
    const digest = isTrial && given.length > 0 ? given : current;
    const also = isTrial ? {} : { pcrUpdateCounter: updateCounter };
    extendPolicy(session, 'policyPcr', [encode(tpmlPcrSelection, selection), digest], also);
    return {};
  },
  policyLocality({ machine, handles, parameters: { locality } }) {
    const session = policySession(machine, handles[0]);
    const before = session.policy.localities;
    const both = localityBits(locality) & (before ?? 0xff);
    if (locality === 0 || (before !== null && both === 0)) refuse('RANGE', 'parameter', 1);
    extendPolicy(session, 'policyLocality', [byte(locality)], { localities: both });
    return {};
  },
  policyNv({ machine, handles: [auth, handle, sessionHandle], parameters }) {
    const session = policySession(machine, sessionHandle);
    const index = nvIndexOf(machine, handle, 2);
    if (session.kind !== 'trial') {
      checkNvRead(auth, index);
      checkNvReadable(index);
      checkComparison(index.data, parameters, () => refuse('SIZE', 'parameter', 1));
    }
    const name = nvNameOf(nvPublicOf(index));
    extendPolicy(session, 'policyNv', [argumentsHash(session, parameters), name]);
    return {};
  },
  policyCounterTimer({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    const info = { time: BigInt(timeOf(machine)), clockInfo: clockInfoOf(machine) };
    if (session.kind !== 'trial')
      checkComparison(encode(tpmsTimeInfo, info), parameters, () => refuse('RANGE'));
    extendPolicy(session, 'policyCounterTimer', [argumentsHash(session, parameters)]);
    return {};
  },
  policyCommandCode({ machine, handles, parameters: { code } }) {
    const session = policySession(machine, handles[0]);
    if (!knownCodes.has(code)) refuse('POLICY_CC', 'parameter', 1);
    const also = confineToCommand(session, code, () => refuse('VALUE', 'parameter', 1));
    extendPolicy(session, 'policyCommandCode', [handleName(code)], also);
    return {};
  },
  policyPhysicalPresence({ machine, handles }) {
    const also = { physicalPresence: true };
    extendPolicy(policySession(machine, handles[0]), 'policyPhysicalPresence', [], also);
    return {};
  },
  policyCpHash({ machine, handles, parameters: { cpHashA } }) {
    confine(policySession(machine, handles[0]), 'policyCpHash', 'cpHash', cpHashA);
    return {};
  },
  policyNameHash({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    confine(session, 'policyNameHash', 'nameHash', parameters.nameHash);
    return {};
  },
  policyTemplate({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    confine(session, 'policyTemplate', 'templateHash', parameters.templateHash);
    return {};
  },
  policyDuplicationSelect({ machine, handles, parameters }) {
    const { objectName, newParentName, includeObject } = parameters;
    const session = policySession(machine, handles[0]);
    if (session.policy.confinedTo !== null) throw new TpmRefusal('CPHASH');
    const { code } = commands.duplicate;
    const also = confineToCommand(session, code, () => refuse('COMMAND_CODE'));
    const names = hash(session.hash, concat(objectName, newParentName));
    const parts = [
      ...(includeObject ? [objectName] : []),
      newParentName,
      byte(Number(includeObject)),
    ];
    confine(session, 'policyDuplicationSelect', 'nameHash', names, also, parts);
    return {};
  },
  policyAuthorize({ machine, handles, parameters }) {
    const session = policySession(machine, handles[0]);
    if (session.kind !== 'trial') checkApproved(machine, session, parameters);
    restartDigest(session);
    updatePolicy(session, 'policyAuthorize', parameters.keySign, parameters.policyRef);
    return {};
  },
  policyAuthValue({ machine, handles }) {
    askAuthValue(policySession(machine, handles[0]), 'hmac');
    return {};
  },
  policyPassword({ machine, handles }) {
    askAuthValue(policySession(machine, handles[0]), 'password');
    return {};
  },
  policyGetDigest({ machine, handles }) {
    return { policyDigest: policySession(machine, handles[0]).policy.digest };
  },
  policyNvWritten({ machine, handles, parameters: { writtenSet } }) {
    const session = policySession(machine, handles[0]);
    if (![null, writtenSet].includes(session.policy.nvWritten)) refuse('VALUE', 'parameter', 1);
    const also = { nvWritten: writtenSet };
    extendPolicy(session, 'policyNvWritten', [byte(Number(writtenSet))], also);
    return {};
  },
  /** The index holds the policy that is allowed, as TPMT_HA — Part 3 §23.22. */
  policyAuthorizeNv({ machine, handles: [auth, handle, sessionHandle] }) {
    const session = policySession(machine, sessionHandle);
    const index = nvIndexOf(machine, handle, 2);
    if (session.kind !== 'trial') {
      checkNvRead(auth, index);
      checkNvReadable(index);
      const alg = new ByteWriter().u16(hashId(session.hash)).finish();
      const allowed = concat(alg, session.policy.digest);
      if (index.data.length < allowed.length) refuse('INSUFFICIENT', 'handle', 2);
      if (!equalBytes(index.data.subarray(0, 2), alg)) refuse('HASH', 'handle', 2);
      if (!equalBytes(index.data.subarray(0, allowed.length), allowed)) refuse('VALUE');
    }
    restartDigest(session);
    extendPolicy(session, 'policyAuthorizeNv', [nvNameOf(nvPublicOf(index))]);
    return {};
  },
};
