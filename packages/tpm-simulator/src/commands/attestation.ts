import { encode } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type Attest, hasAttribute, type TpmtSignature, tpmsAttest } from '@gatehouse/tpm';
import { signDigest } from '../ecc.ts';
import type { Actions } from '../execution.ts';
import { firmwareVersion } from '../identity.ts';
import { objectOf } from '../loaded.ts';
import { clockInfoOf, type Machine } from '../machine.ts';
import type { TpmObject } from '../tpm-object.ts';
import { refuse } from '../tpm-refusal.ts';

function signerOf(machine: Machine, handle: number | undefined, position: number): TpmObject {
  const signer = objectOf(machine, handle, position);
  return hasAttribute(signer.public.objectAttributes, 'sign')
    ? signer
    : refuse('KEY', 'handle', position);
}

/** Signs a TPMS_ATTEST with the key's own scheme — Part 3 §18.1. */
function signed(
  signer: TpmObject,
  statement: Attest,
): { attest: Uint8Array; signature: TpmtSignature } {
  const { public: area, sensitive } = signer;
  if (area.type !== 'ecc' || sensitive?.type !== 'ecc' || area.scheme.scheme !== 'ecdsa')
    return refuse('SCHEME', 'parameter', 2);
  const attest = encode(tpmsAttest, statement);
  const digest = hash(area.scheme.hash, attest);
  const { r, s } = signDigest(area.curve, sensitive.sensitive, digest);
  return {
    attest,
    signature: { sigAlg: 'ecdsa', hash: area.scheme.hash, signatureR: r, signatureS: s },
  };
}

const common = (machine: Machine, signer: TpmObject, qualifyingData: Uint8Array) => ({
  qualifiedSigner: signer.qualifiedName,
  extraData: qualifyingData,
  clockInfo: clockInfoOf(machine),
  firmwareVersion,
});

function checkScheme(scheme: { readonly scheme: string }, signer: TpmObject): void {
  const own = 'scheme' in signer.public ? signer.public.scheme.scheme : 'null';
  if (scheme.scheme !== 'null' && scheme.scheme !== own) refuse('SCHEME', 'parameter', 2);
}

/** Attestation commands — Part 3 §18. */
export const attestationActions: Actions<'quote' | 'certify'> = {
  quote({ machine, handles, parameters }) {
    const signer = signerOf(machine, handles[0], 1);
    checkScheme(parameters.inScheme, signer);
    const { pcrs } = machine.volatile;
    const pcrSelect = pcrs.allocated(parameters.pcrSelect);
    const own = 'scheme' in signer.public ? signer.public.scheme : null;
    const digestHash = own !== null && 'hash' in own ? own.hash : signer.public.nameAlg;
    return signed(signer, {
      type: 'quote',
      ...common(machine, signer, parameters.qualifyingData),
      pcrSelect,
      pcrDigest: hash(digestHash, ...pcrs.selected(pcrSelect)),
    });
  },
  certify({ machine, handles, parameters }) {
    const object = objectOf(machine, handles[0]);
    const signer = signerOf(machine, handles[1], 2);
    checkScheme(parameters.inScheme, signer);
    return signed(signer, {
      type: 'certify',
      ...common(machine, signer, parameters.qualifyingData),
      name: object.name,
      qualifiedName: object.qualifiedName,
    });
  },
};
