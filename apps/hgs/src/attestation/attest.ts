import { randomUUID } from 'node:crypto';
import {
  type EndorsementKey,
  explainRefusal,
  quotedBank,
  quotedPcrs,
  type Verdict,
  verifyHealthCertificate,
} from '@gatehouse/attestation';
import { decode, encode, MalformedError, toHex } from '@gatehouse/bytes';
import { hgsSchema } from '@gatehouse/database';
import {
  type Context,
  decodeContext,
  encodeContext,
  type HgsReply,
  type HgsRequest,
  type ResultType,
} from '@gatehouse/hgs-protocol';
import { parseCertificate } from '@gatehouse/pki';
import { makeCredential, nameOf, tpmtPublic } from '@gatehouse/tpm';
import { eq } from 'drizzle-orm';
import type { HgsContext } from '../dependencies.ts';
import { validCertificates } from '../keys/service-keys.ts';
import { consumeChallenge, openChallenge } from '../store/challenge-store.ts';
import type { Queries } from '../store/queries.ts';
import { readRecords } from '../store/tpm-record-store.ts';
import { lastProvenLog, recordVerdict } from '../store/verdict-store.ts';
import { noteWaitingHost } from '../store/waiting-store.ts';
import { endorsementPath, judge, judgeByPast } from './judgement.ts';
import { publishedVerdict } from './published-verdict.ts';
import { type Certified, type KnownTpm, recordOutcome } from './record-outcome.ts';
import { isRetryable } from './reply-status.ts';

const { tpmHosts } = hgsSchema;

/** A request of any version, as one thing. */
interface Asked {
  readonly endorsementKey: EndorsementKey;
  readonly context: Context | null;
  readonly requested: readonly ResultType[];
}

/**
 * One step of TPM attestation (MS-HGSA §3.1.5.1.1.3), in its order: authorised or not, then the
 * exchange, then the verdict. The endorsement key is looked up on every request.
 */
export async function attest(context: HgsContext, request: HgsRequest): Promise<HgsReply> {
  const asked = read(request, context.endorsementKeyOf);
  if (asked === null) return refusal('PayloadErrorReply');
  if (!(await presentsOwnCertificate(context, request))) return refusal('UnauthorizedErrorReply');
  return proceed(context, asked);
}

async function proceed(context: HgsContext, asked: Asked): Promise<HgsReply> {
  const tpm = await knownTpm(context.database.db, asked.endorsementKey.hash);
  if (tpm === null) return refuseUnauthorized(context, asked);
  if (asked.context === null) return { kind: 'TpmReplyContinue', context: invitation() };
  return asked.context.challenge === null
    ? challengeHost(context, asked)
    : concludeAttestation(context, asked, asked.context, asked.context.challenge);
}

/** Null for a request that lacks what TPM mode needs or carries what cannot be read. */
function read(request: HgsRequest, endorsementKeyOf: HgsContext['endorsementKeyOf']): Asked | null {
  const isV2 = request.kind === 'AttestationRequest';
  const key = isV2 ? request.providedContent.endorsementKeyCertificate : request.endorsementKey;
  const rtpm = isV2
    ? request.providedContent.rtpmContext
    : request.kind === 'TpmRequestContinue'
      ? request.context
      : undefined;
  if (key === undefined || request.requestedContent.includes('caIntermediateCertificate'))
    return null;
  try {
    return {
      endorsementKey: endorsementKeyOf(key),
      context: rtpm === undefined || rtpm.length === 0 ? null : decodeContext(rtpm),
      requested: request.requestedContent,
    };
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}

/** A health certificate that a host presents proves nothing here, but a foreign or expired one is refused. */
async function presentsOwnCertificate(context: HgsContext, request: HgsRequest): Promise<boolean> {
  if (request.kind !== 'AttestationRequest') return true;
  const { healthCertificate } = request.providedContent;
  if (healthCertificate === undefined) return true;
  const at = context.now();
  const signers = await validCertificates(context.database.db, 'attestation-signer', at);
  const result = verifyHealthCertificate(healthCertificate, {
    signers: signers.map(parseCertificate),
    at,
  });
  return result.kind === 'valid';
}

async function knownTpm(queries: Queries, ekHash: string): Promise<KnownTpm | null> {
  const [row] = await queries.select().from(tpmHosts).where(eq(tpmHosts.ekHash, ekHash));
  return row ?? null;
}

/** Asks a host that sent no context for its offer: MS-HGSA §3.1.5.1.1.3 step 4c. */
const invitation = (): Uint8Array =>
  encodeContext({
    challenge: null,
    blobs: { pcrSelection: { hash: quotedBank, pcrs: quotedPcrs } },
  });

/** Notes the host with its claims, so that an administrator can decide. */
async function refuseUnauthorized(context: HgsContext, asked: Asked): Promise<HgsReply> {
  const at = context.now();
  const { endorsementKey } = asked;
  const blobs = asked.context?.blobs ?? {};
  const claimedName = blobs.hostName ?? '';
  const trust = await context.readTrust(context.database.db);
  const path = endorsementPath(endorsementKey.certificate, trust, at);
  const approved = await context.database.db.transaction(async (queries) => {
    const noted = await noteWaitingHost(queries, {
      endorsementKey,
      claimedName,
      isGenuine: path?.kind === 'trusted',
      eventLog: blobs.eventLog ?? null,
      at,
    });
    if (noted === 'authorized') return true;
    if (!noted.isNew && !noted.writeVerdict) return false;
    const verdict = judge({
      endorsementKey,
      path,
      blobs: {},
      challenge: null,
      tpm: null,
      trust,
      keyOf: context.keyOf,
    });
    const published = publishedVerdict(unauthorizedOnly(verdict), {
      id: randomUUID(),
      at,
      ekHash: endorsementKey.hash,
      hostName: claimedName === '' ? null : claimedName,
      authorized: false,
      alarm: null,
      eventLog: noted.eventLog,
      certificate: null,
    });
    const waiting = { kind: 'host-waiting', claimedName, ekHash: endorsementKey.hash } as const;
    await recordVerdict(queries, published, ...(noted.isNew ? [waiting] : []));
    return false;
  });
  return approved ? proceed(context, asked) : refusal('UnauthorizedErrorReply');
}

/** The checks of the authorisation: the exchange has not begun, so its checks say nothing. */
const unauthorizedOnly = (verdict: Verdict): Verdict => {
  const checks = verdict.checks.filter((check) => check.id.startsWith('endorsement-key'));
  return {
    ...verdict,
    substatus: ['AuthenticationFailure'],
    checks,
    explanation: explainRefusal(checks, checks),
  };
};

/** Makes a challenge that only this TPM with this key can answer, once, within two minutes. */
async function challengeHost(context: HgsContext, asked: Asked): Promise<HgsReply> {
  const akPublic = asked.context?.blobs.akPublic;
  if (akPublic === undefined) return refusal('RtpmErrorReply');
  const secret = context.randomBytes(32);
  const credential = credentialFor(asked.endorsementKey, akPublic, secret);
  if (credential === null) return refusal('RtpmErrorReply');
  const id = context.randomBytes(32);
  const nonce = context.randomBytes(32);
  const { db } = context.database;
  const { hash: ekHash } = asked.endorsementKey;
  const known = await readRecords(db, ekHash);
  await openChallenge(db, id, { ekHash, akPublic, secret, nonce, known }, context.now());
  return {
    kind: 'TpmReplyContinue',
    context: encodeContext({
      challenge: id,
      blobs: {
        credentialIdObject: credential.idObject,
        credentialEncryptedSecret: credential.encryptedSecret,
        nonce,
        pcrSelection: { hash: quotedBank, pcrs: quotedPcrs },
      },
    }),
  };
}

/** Null when the attestation key cannot be read or the endorsement key cannot hold a secret. */
function credentialFor(endorsementKey: EndorsementKey, akPublic: Uint8Array, secret: Uint8Array) {
  try {
    const key = decode(tpmtPublic, akPublic);
    // The name is of the area as the TPM encodes it: another encoding of it would be another key.
    if (toHex(encode(tpmtPublic, key)) !== toHex(akPublic)) return null;
    return makeCredential({ ekPublic: endorsementKey.public, akName: nameOf(key), secret });
  } catch {
    return null;
  }
}

/**
 * Takes the challenge away, judges, issues, and writes the verdict in one transaction. If trust changed
 * while it was judged, it is judged again: a certificate never leaves on trust that was withdrawn.
 */
async function concludeAttestation(
  context: HgsContext,
  asked: Asked,
  answer: Context,
  challengeId: Uint8Array,
): Promise<HgsReply> {
  const at = context.now();
  const { db } = context.database;
  const challenge = await consumeChallenge(db, challengeId, at);
  for (let attempt = 0; attempt < 3; attempt++) {
    const trust = await context.readTrust(db);
    const tpm = await knownTpm(db, asked.endorsementKey.hash);
    if (tpm === null) return refuseUnauthorized(context, asked);
    const path = endorsementPath(certificateOf(asked, tpm), trust, at);
    const { endorsementKey } = asked;
    const { keyOf } = context;
    const verdict = await judgeByPast(
      { endorsementKey, path, blobs: answer.blobs, challenge, tpm, trust, keyOf },
      () => lastProvenLog(db, endorsementKey.hash),
    );
    const certified = await certify(context, verdict, asked.requested, tpm.name, at);
    const isRecorded = await db.transaction(async (queries) => {
      if ((await context.readTrust(queries)).revision !== trust.revision) return false;
      await recordOutcome(queries, {
        blobs: answer.blobs,
        tpm,
        verdict,
        certified,
        at,
      });
      return true;
    });
    if (isRecorded) return replyTo(verdict, certified);
  }
  return refusal('UnavailableErrorReply');
}

const certificateOf = (asked: Asked, tpm: KnownTpm) =>
  asked.endorsementKey.certificate ??
  (tpm.ekCertificate === null ? null : parseCertificate(tpm.ekCertificate));

/** Health certificates for the requested kinds whose key is in the log; empty when refused. */
async function certify(
  context: HgsContext,
  verdict: Verdict,
  requested: readonly ResultType[],
  hostName: string,
  at: Date,
): Promise<Certified> {
  if (verdict.status !== 'Passed' || verdict.identity === null) return [];
  const { issuer } = await context.signer();
  const keys = {
    identityEncryptionKeyCertificate: { use: 'encryption', key: verdict.identity.encryption },
    identitySigningKeyCertificate: { use: 'signing', key: verdict.identity.signing },
  } as const;
  return [...new Set(requested)].flatMap((type) => {
    if (type === 'caIntermediateCertificate') return [];
    const { use, key } = keys[type];
    return key === null ? [] : [{ type, ...issuer.issue({ key, use, hostName, at }) }];
  });
}

function replyTo(verdict: Verdict, certified: Certified): HgsReply {
  switch (verdict.refusal) {
    case null:
      return certified.length === 0
        ? refusal('VirtualSecureModeErrorReply')
        : {
            kind: 'HealthCertificateReply',
            content: certified.map(({ type, certificate }) => ({ type, certificate })),
          };
    case 'PolicyEvaluationErrorReply':
      return {
        kind: 'PolicyEvaluationErrorReply',
        retryable: false,
        reasons: verdict.failedPolicies.map((reason) => ({ result: false, reason })),
      };
    default:
      return refusal(verdict.refusal);
  }
}

type PlainRefusal = Exclude<
  HgsReply['kind'],
  | 'TpmReplyContinue'
  | 'HealthCertificateReply'
  | 'ServiceInfoReply'
  | 'OperationModeErrorReply'
  | 'PolicyEvaluationErrorReply'
>;

export const refusal = (kind: PlainRefusal): HgsReply => ({ kind, retryable: isRetryable(kind) });
