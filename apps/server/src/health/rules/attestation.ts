import {
  type AttestationStatusName,
  type AttestationSubstatus,
  type Explanation,
  hgsCauseCode,
  placeText,
  type Verdict,
} from '@gatehouse/contracts';
import type { Finding, FoldInput, HgsView, NodeRule } from '../fold-input.ts';
import { latest } from '../instants.ts';
import { statusCause, substatusCause, substatusOrder } from './attestation-causes.ts';
import { tooOldTpm } from './platform.ts';

/** Short name of the HGS client service (Host Guardian Client Service). */
const hgsClientService = 'hgclientservice';
const expected = 'Passed';

/**
 * What HGS decided about the TPM of the host, folded with what the host says of itself.
 *
 * HGS decides: where its feed is heard, a host that claims to have passed without a verdict is not
 * believed. What the host knows better (its client is stopped, its certificate expired) is taken from it.
 */
export const attestationRule: NodeRule = {
  tier: 'services',
  judge: (input) => {
    const { host, readings } = input;
    const { hgsClient } = readings;
    if (!host.guarded) {
      const checkedAt = hgsClient?.at ?? null;
      return { checkedAt, causeCode: null, expected: null, actual: 'not a guarded host' };
    }
    return clientStopped(input) ?? exchangedTpm(input) ?? ofVerdict(input) ?? ofHost(input);
  },
};

const clientStopped = ({ readings }: FoldInput): Finding | null => {
  const { services } = readings;
  const service = services?.value?.find(({ name }) => name.toLowerCase() === hgsClientService);
  if (services == null || service === undefined || service.state === 'Running') return null;
  // A client that starts on demand and is not needed just now is no fault.
  if (service.startMode === 'Manual' && readings.hgsClient?.value?.attestationStatus === 'Passed') {
    return null;
  }
  return {
    checkedAt: services.at,
    causeCode: 'hgs-client-stopped',
    expected: 'HGS client service running',
    actual: service.state.toLowerCase(),
  };
};

const exchangedTpm = ({ host, hgs, readings }: FoldInput): Finding | null => {
  const onHost = readings.platformIdentifier?.value?.ekHash ?? null;
  const { waiting, authorizedEkHash } = hgs;
  const claimed = onHost ?? waiting?.ekHash ?? null;
  if (claimed === null || authorizedEkHash === null || claimed === authorizedEkHash) return null;
  // Somebody else claims the name of a host that still has its own TPM: not this host's fault.
  if (onHost === authorizedEkHash) return null;
  return {
    checkedAt: latest(readings.platformIdentifier?.at ?? null, waiting?.at ?? null, heardAt(hgs)),
    causeCode: 'hgs-tpm-exchanged',
    expected: `TPM ${short(authorizedEkHash)}, authorised as ${host.name}`,
    actual: `TPM ${short(claimed)}`,
    evidence: `endorsement key ${claimed}`,
  };
};

const ofVerdict = (input: FoldInput): Finding | null => {
  const { hgs, readings, now } = input;
  const { verdict } = hgs;
  if (verdict === null) return waitingTpm(input);
  const checkedAt = latest(verdict.at, heardAt(hgs));
  if (verdict.status !== 'Passed') {
    return waitsForApproval(verdict, hgs)
      ? waitingTpm(input)
      : { checkedAt, expected, ...refusalOf(verdict, input) };
  }
  if (verdict.validUntil !== null && Date.parse(verdict.validUntil) <= now.getTime()) {
    const actual = `Passed at ${verdict.at}, valid until ${verdict.validUntil}`;
    return { checkedAt, causeCode: 'hgs-certificate-expired', expected, actual };
  }
  const own = readings.hgsClient;
  if (own?.value != null && own.at > verdict.at && own.value.attestationStatus !== 'Passed') {
    return ofHost(input);
  }
  const until = verdict.validUntil === null ? '' : `, valid until ${verdict.validUntil}`;
  const confirmed = latest(checkedAt, own?.value == null ? null : own.at);
  return { checkedAt: confirmed, causeCode: null, expected, actual: `Passed${until}` };
};

/** Whether the refusal only says that nobody has decided about this TPM yet. */
const waitsForApproval = (verdict: Verdict, { waiting }: HgsView) =>
  waiting !== null &&
  (waiting.at > verdict.at ||
    (verdict.status === 'UnauthorizedHost' && waiting.ekHash === verdict.ekHash));

/** An unknown TPM under this name, and none authorised: new hosts wait, others have lost their right. */
const waitingTpm = ({ hgs }: FoldInput): Finding | null => {
  if (hgs.waiting === null) return null;
  return {
    checkedAt: latest(hgs.waiting.at, heardAt(hgs)),
    causeCode: 'hgs-tpm-not-authorized',
    expected,
    actual: 'UnauthorizedHost',
    evidence: `endorsement key ${hgs.waiting.ekHash}`,
    cause: 'The TPM of this host waits for approval by the HGS administrator.',
    status: 'pending',
  };
};

const ofHost = ({ hgs, readings }: FoldInput): Finding => {
  const own = readings.hgsClient;
  if (own === null) return { checkedAt: null, causeCode: 'never-checked', expected };
  const checkedAt = own.at;
  if (own.value === null) {
    return { checkedAt, causeCode: 'hgs-client-missing', expected, actual: 'no HGS client' };
  }
  const { attestationStatus, attestationSubstatus } = own.value;
  const actual = wordsOf(attestationStatus, attestationSubstatus);
  if (attestationStatus === 'Passed' && attestationSubstatus.length === 0) {
    return hgs.covers && hgs.heardAt !== null
      ? {
          checkedAt,
          causeCode: 'never-checked',
          expected,
          actual: 'the host says Passed, HGS has no verdict',
          cause: 'The host says that it passed, but HGS tells of no verdict over its TPM.',
          remedy: 'Have the host attest again (Attest). If it stays, do not trust the host.',
        }
      : { checkedAt, causeCode: null, expected, actual: `${actual}, by its own account` };
  }
  const tooOld = attestationStatus === 'TpmError' ? tooOldTpm(readings) : null;
  if (tooOld !== null) {
    const cause = `The host has a TPM ${tooOld}, which HGS cannot attest.`;
    return { checkedAt, causeCode: 'tpm-too-old', expected, actual, cause };
  }
  const first = firstOf(attestationSubstatus);
  const causeCode = first === null ? statusCause[attestationStatus] : substatusCause[first];
  return { checkedAt, causeCode: causeCode ?? 'hgs-refused', expected, actual, detail: actual };
};

const refusalOf = (
  verdict: Verdict,
  input: FoldInput,
): Omit<Finding, 'checkedAt' | 'expected'> => ({
  actual: wordsOf(verdict.status, verdict.substatus),
  ...(verdict.explanation === null
    ? ofChecks(verdict)
    : { ...ofExplanation(verdict.explanation), explanation: verdict.explanation }),
  remedy: ownRemedy(verdict, input),
});

const ofExplanation = (explanation: Explanation) => {
  const { cause, sentence, further } = explanation;
  const places = [explanation, ...further].flatMap((each) => placeText(each) ?? []);
  return {
    causeCode: hgsCauseCode(cause),
    cause: withMore(sentence, further.length, 'finding'),
    evidence: joined(places),
  };
};

/** Of a verdict from before there were explanations. */
const ofChecks = (verdict: Verdict) => {
  const failed = verdict.checks.filter(({ outcome }) => outcome === 'failed');
  const first = firstOf(verdict.substatus);
  const main = failed.find(({ substatus }) => substatus === first) ?? failed[0];
  const missing = first === 'CodeIntegrityPolicy' && verdict.codeIntegrityPolicy === null;
  const byTable = first === null ? statusCause[verdict.status] : substatusCause[first];
  return {
    causeCode: missing ? hgsCauseCode('code-integrity-policy-missing') : (byTable ?? 'hgs-refused'),
    detail: main?.reason ?? main?.title ?? verdict.errorReply ?? verdict.status,
    cause: main?.reason == null ? null : withMore(main.reason, failed.length - 1, 'failed check'),
    evidence: joined(failed.flatMap(({ evidence }) => evidence ?? [])),
  };
};

/** Without a desired policy there is nothing that Repair could deploy. */
const ownRemedy = ({ substatus }: Verdict, { host }: FoldInput): string | null =>
  firstOf(substatus) === 'CodeIntegrityPolicy' && host.codeIntegrityPolicy === null
    ? policyRemedy
    : null;

const policyRemedy =
  'Choose a code integrity policy for this host that HGS trusts, or have the HGS administrator trust the one that it has.';

const withMore = (sentence: string, more: number, what: string): string =>
  more === 0 ? sentence : `${sentence} (and ${more} more ${what}${more === 1 ? '' : 's'})`;

const joined = (shown: readonly string[]): string | null =>
  shown.length === 0 ? null : [...new Set(shown)].slice(0, 8).join('; ');

const firstOf = (substatus: readonly AttestationSubstatus[]): AttestationSubstatus | null =>
  substatusOrder.find((name) => substatus.includes(name)) ?? substatus[0] ?? null;

const wordsOf = (status: AttestationStatusName, substatus: readonly string[]) =>
  substatus.length === 0 ? status : `${status}: ${substatus.join(', ')}`;

/** What the feed says is as fresh as the feed: no new verdict means that the last one holds. */
const heardAt = (hgs: HgsView) => (hgs.covers ? hgs.heardAt : null);

const short = (hash: string) => `${hash.slice(0, 4)}…${hash.slice(-4)}`;
