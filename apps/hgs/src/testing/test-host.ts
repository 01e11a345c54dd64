import { encode } from '@gatehouse/bytes';
import {
  type Context,
  decodeContext,
  type EvidenceBlobs,
  encodeContext,
  encodeRequest,
  type HgsReply,
  type ProvidedContentType,
  type ResultType,
} from '@gatehouse/hgs-protocol';
import { type AttestationKeys, activateWithKeys, type TpmClient, tpmtPublic } from '@gatehouse/tpm';
import type { TestHgs } from './start-test-hgs.ts';

/** A TPM that has measured a boot. */
export interface BootedTpm {
  readonly client: TpmClient;
  readonly keys: AttestationKeys;
  readonly ekCertificate: Uint8Array;
  readonly eventLog: Uint8Array;
}

export const sessionId = '75d595de-12f5-41e9-a61e-469d3205ecca';
export const both: readonly ResultType[] = [
  'identityEncryptionKeyCertificate',
  'identitySigningKeyCertificate',
];

export const required = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('it is missing');
  return value;
};

type Provided = Partial<Record<ProvidedContentType, Uint8Array>>;

/** The host's half of an attestation, step by step, so that a test can do each step wrongly. */
export interface TestHost {
  readonly tpm: BootedTpm;
  readonly offer: EvidenceBlobs;
  send(context: Context | null, more?: Provided, url?: string): Promise<HgsReply>;
  /** Offers, and returns the challenge. Throws if there is none. */
  challenge(offer?: EvidenceBlobs): Promise<Context>;
  /** What the TPM answers to a challenge. */
  answer(challenge: Context): Promise<Context>;
  attest(): Promise<HgsReply>;
}

/** One message of an attestation. */
async function send(
  hgs: TestHgs,
  ekCertificate: Uint8Array,
  context: Context | null,
  more: Provided = {},
): Promise<HgsReply> {
  const text = encodeRequest({
    kind: 'AttestationRequest',
    requestedContent: both,
    providedContent: {
      endorsementKeyCertificate: ekCertificate,
      ...(context === null ? {} : { rtpmContext: encodeContext(context) }),
      ...more,
    },
    sessionId,
  });
  return (await hgs.post('/Attestation/v2.0/attest', text)).reply;
}

/** Sends a context; returns the challenge, or the reply that ends the attestation. */
export async function sendAttestation(
  hgs: TestHgs,
  ekCertificate: Uint8Array,
  context: Context,
): Promise<Context | Exclude<HgsReply, { kind: 'TpmReplyContinue' }>> {
  const reply = await send(hgs, ekCertificate, context);
  return reply.kind === 'TpmReplyContinue' ? decodeContext(reply.context) : reply;
}

export function createTestHost(hgs: TestHgs, tpm: BootedTpm, hostName: string): TestHost {
  const offer = {
    hostName,
    akPublic: encode(tpmtPublic, tpm.keys.ak.public),
    eventLog: tpm.eventLog,
  };
  const host: TestHost = {
    tpm,
    offer,
    send: (context, more = {}) => send(hgs, tpm.ekCertificate, context, more),
    challenge: async (offered = offer) => {
      const reply = await host.send({ challenge: null, blobs: offered });
      if (reply.kind !== 'TpmReplyContinue') throw new Error(`challenged with ${reply.kind}`);
      return decodeContext(reply.context);
    },
    answer: async ({ challenge, blobs }) => {
      const activatedSecret = await activateWithKeys(tpm.client, tpm.keys, {
        idObject: required(blobs.credentialIdObject),
        encryptedSecret: required(blobs.credentialEncryptedSecret),
      });
      const quote = await tpm.client.quote(
        tpm.keys.ak.handle,
        required(blobs.nonce),
        required(blobs.pcrSelection),
      );
      return {
        challenge,
        blobs: {
          ...offer,
          activatedSecret,
          quoteAttest: quote.attest,
          quoteSignature: quote.signature,
        },
      };
    },
    attest: async () => host.send(await host.answer(await host.challenge())),
  };
  return host;
}

/** The newest verdict in the attestation log. */
export const lastVerdict = async (hgs: TestHgs) =>
  (await hgs.reader('/Administration/attestations?limit=1')).body.items[0];

export const failedChecks = async (hgs: TestHgs): Promise<string[]> =>
  (await lastVerdict(hgs)).checks
    .filter((check: { outcome: string }) => check.outcome === 'failed')
    .map((check: { id: string }) => check.id);

/** Approves the waiting host that claims this name. */
export async function approve(hgs: TestHgs, name: string, trustItsBoot = false) {
  const { body } = await hgs.admin('GET', '/Administration/waiting-hosts');
  const waiting = body.items.find((item: { claimedName: string }) => item.claimedName === name);
  return hgs.admin('POST', `/Administration/waiting-hosts/${waiting.id}/approve`, {
    name,
    addBaseline: trustItsBoot ? 'class A' : null,
    addCodeIntegrityPolicy: trustItsBoot ? 'fabric policy' : null,
    ...(waiting.log === null ? {} : { eventLog: waiting.log.eventLog }),
    force: false,
  });
}
