import { ByteReader, encode } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import {
  type Attest,
  handleName,
  kdfa,
  nvNameOf,
  permanentHandle,
  type TpmtSignature,
  tpmsAttest,
} from '@gatehouse/tpm';
import { signStatement } from '../asymmetric.ts';
import type { Actions } from '../execution.ts';
import { firmwareVersion } from '../identity.ts';
import { objectOf, signerOrNull } from '../loaded.ts';
import { clockInfoOf, type Machine, proofOf, timeOf } from '../machine.ts';
import { checkNvRead, checkNvReadable, readNv } from '../nv-access.ts';
import { nvIndexOf, nvPublicOf } from '../nv-index.ts';
import { attributesOf } from '../public-area-check.ts';
import { type AskedScheme, type SigningScheme, schemeOf } from '../signing-scheme.ts';
import { isTicketOf } from '../tickets.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

const none = new Uint8Array();

const noSigner = handleName(permanentHandle.null);

/** Who signs, and how; null for TPM_RH_NULL, whose statements nobody signs. */
type Signer = { readonly key: TpmObject; readonly scheme: SigningScheme } | null;

/** The signing key of handle `position` with the scheme of parameter `parameter` — Part 3 §18.1. */
function signerOf(
  machine: Machine,
  handle: number | undefined,
  asked: AskedScheme,
  { position = 1, parameter = 2 } = {},
): Signer {
  const key = signerOrNull(machine, handle, position);
  if (key === null) return null;
  if (!attributesOf(key.public)('sign')) refuse('KEY', 'handle', position);
  return { key, scheme: schemeOf(key, asked) ?? refuse('SCHEME', 'parameter', parameter) };
}

/** Hierarchies whose keys may tell the counters of this TPM. */
const plain: readonly number[] = [permanentHandle.endorsement, permanentHandle.platform];

/**
 * What other keys add to the counters, so that they cannot be told to be of one TPM — Part 1 §36.7.
 */
function obfuscationOf(machine: Machine, signer: Signer) {
  if (signer !== null && plain.includes(signer.key.hierarchy))
    return { firmware: 0n, reset: 0, restart: 0 };
  const name = signer?.key.qualifiedName ?? noSigner;
  const proof = proofOf(machine, permanentHandle.owner);
  const reader = new ByteReader(kdfa('sha256', proof, 'OBFUSCATE', name, none, 128), 'OBFUSCATE');
  return { firmware: reader.u64(), reset: reader.u32(), restart: reader.u32() };
}

function commonPart(machine: Machine, signer: Signer, qualifyingData: Uint8Array) {
  const added = obfuscationOf(machine, signer);
  const clockInfo = clockInfoOf(machine);
  return {
    qualifiedSigner: signer?.key.qualifiedName ?? noSigner,
    extraData: qualifyingData,
    clockInfo: {
      ...clockInfo,
      resetCount: (clockInfo.resetCount + added.reset) >>> 0,
      restartCount: (clockInfo.restartCount + added.restart) >>> 0,
    },
    firmwareVersion: BigInt.asUintN(64, firmwareVersion + added.firmware),
  };
}

/** Signs a TPMS_ATTEST — Part 3 §18.1. */
function signed(
  machine: Machine,
  signer: Signer,
  statement: Attest,
): { readonly attest: Uint8Array; readonly signature: TpmtSignature } {
  const attest = encode(tpmsAttest, statement);
  if (signer === null) return { attest, signature: { sigAlg: 'null' } };
  const { key, scheme } = signer;
  return { attest, signature: signStatement(machine, key, scheme, attest) };
}

/** Attestation commands — Part 3 §18, §31.16. */
export const attestationActions: Actions<
  'quote' | 'certify' | 'certifyCreation' | 'getTime' | 'getSessionAuditDigest' | 'nvCertify'
> = {
  quote({ machine, handles, parameters }) {
    const signer =
      signerOf(machine, handles[0], parameters.inScheme) ?? refuse('SCHEME', 'parameter', 2);
    const { pcrs } = machine.volatile;
    const pcrSelect = pcrs.allocated(parameters.pcrSelect);
    return signed(machine, signer, {
      type: 'quote',
      ...commonPart(machine, signer, parameters.qualifyingData),
      pcrSelect,
      pcrDigest: hash(signer.scheme.hash, ...pcrs.selected(pcrSelect)),
    });
  },
  certify({ machine, handles, parameters }) {
    const object = objectOf(machine, handles[0]);
    const signer = signerOf(machine, handles[1], parameters.inScheme, { position: 2 });
    return signed(machine, signer, {
      type: 'certify',
      ...commonPart(machine, signer, parameters.qualifyingData),
      name: object.name,
      qualifiedName: object.qualifiedName,
    });
  },
  certifyCreation({ machine, handles, parameters }) {
    const { creationHash, creationTicket, inScheme } = parameters;
    const object = objectOf(machine, handles[1], 2);
    const signer = signerOf(machine, handles[0], inScheme, { parameter: 3 });
    if (!isTicketOf(machine, creationTicket, 'creation', object.name, creationHash))
      refuse('TICKET', 'parameter', 4);
    return signed(machine, signer, {
      type: 'creation',
      ...commonPart(machine, signer, parameters.qualifyingData),
      objectName: object.name,
      creationHash,
    });
  },
  getTime({ machine, handles, parameters }) {
    const signer = signerOf(machine, handles[1], parameters.inScheme, { position: 2 });
    const common = commonPart(machine, signer, parameters.qualifyingData);
    // In plain: who may ask for it holds the authorization of the endorsement hierarchy.
    const time = { time: BigInt(timeOf(machine)), clockInfo: clockInfoOf(machine) };
    return signed(machine, signer, { type: 'time', ...common, time, firmware: firmwareVersion });
  },
  getSessionAuditDigest({ machine, handles, parameters: { qualifyingData, inScheme } }) {
    const { sessions, exclusiveAudit } = machine.volatile;
    const sessionDigest = sessions.get(handles[2] ?? 0)?.audit ?? refuse('TYPE', 'handle', 3);
    const signer = signerOf(machine, handles[1], inScheme, { position: 2 });
    return signed(machine, signer, {
      type: 'sessionAudit',
      ...commonPart(machine, signer, qualifyingData),
      exclusiveSession: Number(exclusiveAudit === handles[2]),
      sessionDigest,
    });
  },
  nvCertify({ machine, handles, parameters }) {
    const { size, offset, inScheme, qualifyingData } = parameters;
    const index = nvIndexOf(machine, handles[2], 3);
    const signer = signerOf(machine, handles[0], inScheme);
    checkNvRead(handles[1], index);
    checkNvReadable(index);
    const common = commonPart(machine, signer, qualifyingData);
    const indexName = nvNameOf(nvPublicOf(index));
    if (size === 0 && offset === 0)
      return signed(machine, signer, {
        type: 'nvDigest',
        ...common,
        indexName,
        nvDigest: hash(signer?.scheme.hash ?? index.nameAlg, index.data),
      });
    const nvContents = readNv(index, size, offset);
    return signed(machine, signer, { type: 'nv', ...common, indexName, offset, nvContents });
  },
};
