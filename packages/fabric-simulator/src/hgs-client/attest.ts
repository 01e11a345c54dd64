import { encode, MalformedError } from '@gatehouse/bytes';
import {
  decodeContext,
  type EvidenceBlobs,
  encodeContext,
  encodeRequest,
  type HgsReply,
  type OperationMode,
  readReply,
  type TpmDeviceInfo,
  type TpmReplyContinue,
} from '@gatehouse/hgs-protocol';
import { activateWithKeys, tpmtPublic } from '@gatehouse/tpm';
import type { AttestingTpm } from '../tpm/host-tpm.ts';
import {
  type AttestationOutcome,
  failed,
  outcomeOfError,
  tpmFailure,
  unreachable,
  unsupportedTpm,
} from './attestation-outcome.ts';

export interface HgsHttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** JSON text of a POST. */
  readonly body: string | null;
  readonly signal: AbortSignal;
}

/** One request to an HGS; the text of the answer at any status. Throws when there is none. */
export type HgsExchange = (request: HgsHttpRequest) => Promise<string>;

export interface AttestOptions {
  readonly hostName: string;
  /** Null for a host without a TPM 2.0. */
  readonly tpm: AttestingTpm | null;
  /** `http(s)://<hgs>/Attestation`. */
  readonly attestationServerUrl: string;
  readonly exchange: HgsExchange;
  /** GUID text of a new session. */
  readonly sessionId: string;
  readonly signal: AbortSignal;
}

/** As the TPM base services of Windows report a TPM 2.0 behind a memory-mapped interface. */
const tpmDeviceInfo: TpmDeviceInfo = {
  structVersion: 1,
  tpmVersion: 2,
  tpmInterfaceType: 3,
  tpmImplVersion: 0,
};

/** An HGS that asks again and again gets no further answer. */
const maxRounds = 4;

/**
 * TPM attestation, version 2 (MS-HGSA §3.2.5.1): asks the service for its mode, offers the EK
 * certificate and the boot log, and answers challenges with the TPM until there is a verdict.
 * Never throws for what the service or the TPM does.
 */
export async function attest(options: AttestOptions): Promise<AttestationOutcome> {
  const { tpm, hostName, sessionId } = options;
  let mode: OperationMode = 'unknown';
  try {
    const info = await get(options, 'getinfo');
    if (info.kind !== 'ServiceInfoReply')
      throw new MalformedError('ServiceInfoReply', 0, info.kind);
    mode = info.operationMode;
    if (tpm === null) return failed(unsupportedTpm, mode);
    const offered: EvidenceBlobs = {
      hostName,
      akPublic: encode(tpmtPublic, tpm.keys.ak.public),
      eventLog: tpm.eventLog,
    };
    let context = encodeContext({ challenge: null, blobs: { ...offered, tpmDeviceInfo } });
    for (let round = 0; round < maxRounds; round++) {
      const reply = await post(options, 'v2.0/attest', requestOf(tpm, context, sessionId));
      if (reply.kind !== 'TpmReplyContinue') return verdict(reply, mode);
      context = await answer(tpm, offered, reply);
    }
    return failed(unreachable, mode);
  } catch (error) {
    return failed(error instanceof TpmFailure ? tpmFailure : unreachable, mode);
  }
}

function verdict(
  reply: Exclude<HgsReply, TpmReplyContinue>,
  mode: OperationMode,
): AttestationOutcome {
  if (reply.kind === 'ServiceInfoReply') return failed(unreachable, mode);
  if (reply.kind !== 'HealthCertificateReply') return outcomeOfError(reply, mode);
  return {
    status: 'Passed',
    substatus: [],
    operationMode: mode,
    certificates: reply.content.map(({ certificate }) => certificate),
  };
}

/** What the TPM refused, or that it does not answer: nothing that the service did. */
class TpmFailure extends Error {
  override readonly name = 'TpmFailure';
}

const byTpm = <T>(asked: Promise<T>): Promise<T> =>
  asked.catch((cause: unknown) => {
    throw new TpmFailure('the TPM did not do its part', { cause });
  });

/** Proves to the service that this TPM booted this log: activates its credential, quotes its nonce. */
async function answer(
  tpm: AttestingTpm,
  offered: EvidenceBlobs,
  reply: TpmReplyContinue,
): Promise<Uint8Array> {
  const { challenge, blobs } = decodeContext(reply.context);
  const { credentialIdObject, credentialEncryptedSecret, nonce, pcrSelection } = blobs;
  if (!credentialIdObject || !credentialEncryptedSecret || !nonce || !pcrSelection)
    throw new MalformedError('RtpmActiveContext', 0, 'lacks a credential, nonce or PCR selection');
  const credential = {
    idObject: credentialIdObject,
    encryptedSecret: credentialEncryptedSecret,
  };
  const activatedSecret = await byTpm(activateWithKeys(tpm.client, tpm.keys, credential));
  const quote = await byTpm(tpm.client.quote(tpm.keys.ak.handle, nonce, pcrSelection));
  return encodeContext({
    challenge,
    blobs: {
      ...offered,
      activatedSecret,
      quoteAttest: quote.attest,
      quoteSignature: quote.signature,
    },
  });
}

const requestOf = (tpm: AttestingTpm, rtpmContext: Uint8Array, sessionId: string): string =>
  encodeRequest({
    kind: 'AttestationRequest',
    requestedContent: ['identityEncryptionKeyCertificate', 'identitySigningKeyCertificate'],
    providedContent: { endorsementKeyCertificate: tpm.ekCertificate, rtpmContext },
    sessionId,
  });

const get = async (options: AttestOptions, operation: string): Promise<HgsReply> =>
  readReply(
    await options.exchange({
      method: 'GET',
      url: `${options.attestationServerUrl}/${operation}`,
      body: null,
      signal: options.signal,
    }),
  );

const post = async (options: AttestOptions, operation: string, body: string): Promise<HgsReply> =>
  readReply(
    await options.exchange({
      method: 'POST',
      url: `${options.attestationServerUrl}/${operation}`,
      body,
      signal: options.signal,
    }),
  );
