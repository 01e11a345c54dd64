import { fromUtf8, MalformedError } from '@gatehouse/bytes';
import type { HgsPair, HgsPairTest } from '@gatehouse/contracts';
import {
  type OperationMode,
  parseGuardianMetadata,
  readReply,
  readSigningCertificates,
} from '@gatehouse/hgs-protocol';
import { parseCertificate, readSignedData } from '@gatehouse/pki';
import { type BoundedAnswer, boundedGet, UnreachableError } from './bounded-get.ts';
import { openPaths } from './open-paths.ts';

const limits = { timeout: 5000, maxBytes: 1024 * 1024 };
const modeNames: Readonly<Record<OperationMode, 'Unknown' | 'TPM' | 'AD' | 'HostKey'>> = {
  unknown: 'Unknown',
  tpm: 'TPM',
  activeDirectory: 'AD',
  hostKey: 'HostKey',
};

/** Calls both URLs of a pair for real, and tells what answered. */
export const testHgsPair = async (
  pair: HgsPair,
  clock: () => Date,
  signal?: AbortSignal,
): Promise<HgsPairTest> => {
  const get = async (address: string): Promise<BoundedAnswer> => {
    const answer = await boundedGet(
      new URL(address),
      signal === undefined ? limits : { ...limits, signal },
    );
    if (answer.status >= 300 && answer.status < 400) {
      throw new UnreachableError(
        'It redirects elsewhere; redirects are not followed. Use the address itself.',
      );
    }
    if (answer.status !== 200) {
      throw new UnreachableError(
        `It answers with HTTP status ${answer.status}: check the address.`,
      );
    }
    return answer;
  };
  const [attestation, keyProtection] = await Promise.all([
    testAttestation(pair.attestationServerUrl, get, clock),
    testKeyProtection(pair.keyProtectionServerUrl, get),
  ]);
  return { attestation, keyProtection };
};

type Get = (address: string) => Promise<BoundedAnswer>;

const testAttestation = async (
  url: string,
  get: Get,
  clock: () => Date,
): Promise<HgsPairTest['attestation']> => {
  const nothing = {
    url,
    mode: null,
    functionalLevel: null,
    signers: [],
    clockDifferenceSeconds: null,
  };
  try {
    const answer = await get(`${url}${openPaths.info}`);
    const reply = readReply(fromUtf8(answer.body));
    if (reply.kind !== 'ServiceInfoReply') {
      throw new UnreachableError('It answers, but not as an attestation service.');
    }
    const milliseconds = Math.round(answer.milliseconds);
    return {
      url,
      reachable: true,
      milliseconds,
      error: null,
      mode: modeNames[reply.operationMode],
      functionalLevel: reply.functionalLevel,
      // An HGS of Windows Server 2016 has no such address: no signers is no failure.
      signers: await signersOf(url, get).catch(() => []),
      clockDifferenceSeconds: clockDifference(answer, clock()),
    };
  } catch (error) {
    return { ...nothing, reachable: false, milliseconds: null, error: wordsOf(error) };
  }
};

const signersOf = async (url: string, get: Get) => {
  const { body } = await get(`${url}/v2.0/signingCertificates`);
  const { certificates } = readSignedData(signingCertificatesOf(body));
  return certificates.slice(0, 16).map(({ subject, thumbprint, notAfter }) => ({
    subject,
    thumbprint,
    validUntil: notAfter.toISOString(),
  }));
};

/** PKCS #7 as JSON numbers, or as itself: both are seen. */
const signingCertificatesOf = (body: Uint8Array) =>
  body[0] === 0x30 ? body : readSigningCertificates(fromUtf8(body));

const testKeyProtection = async (url: string, get: Get): Promise<HgsPairTest['keyProtection']> => {
  try {
    const answer = await get(`${url}${openPaths.metadata}`);
    const metadata = parseGuardianMetadata(fromUtf8(answer.body));
    return {
      url,
      reachable: true,
      milliseconds: Math.round(answer.milliseconds),
      error: null,
      signingCertificate: parseCertificate(metadata.signingCertificate).subject,
      encryptionCertificate: parseCertificate(metadata.encryptionCertificate).subject,
    };
  } catch (error) {
    return {
      url,
      reachable: false,
      milliseconds: null,
      error: wordsOf(error),
      signingCertificate: null,
      encryptionCertificate: null,
    };
  }
};

/** The Date header has whole seconds and is as old as half the round trip: good enough for minutes. */
const clockDifference = (answer: BoundedAnswer, now: Date): number | null =>
  answer.date === null
    ? null
    : Math.round((answer.date.getTime() + 500 - (now.getTime() - answer.milliseconds / 2)) / 1000);

const wordsOf = (error: unknown): string => {
  if (error instanceof UnreachableError) return error.message;
  if (error instanceof MalformedError) {
    return `It answers, but not as a Host Guardian Service: ${error.message}`;
  }
  return 'It answers, but not as a Host Guardian Service.';
};
