import { type Check, type CheckRule, failed, passed, skipped } from './check.ts';
import type { Evidence } from './evidence.ts';
import type { Trust } from './trust.ts';
import type { Endorsement } from './verdict.ts';

const authorizedRule: CheckRule = {
  id: 'endorsement-key-authorized',
  title: 'The TPM is authorised',
  source: 'MS-HGSA §3.1.5.1.1.3 step 4',
  cause: 'tpm-not-authorized',
  substatus: 'AuthenticationFailure',
};

const certificateRule: CheckRule = {
  id: 'endorsement-key-certificate',
  title: 'The TPM is a genuine one of a trusted manufacturer',
  source: 'TCG EK Credential Profile §3.2; RFC 5280 §6',
  cause: 'endorsement-certificate-missing',
  substatus: 'AuthenticationFailure',
};

export interface AuthorizationResult {
  readonly checks: readonly Check[];
  readonly endorsement: Endorsement | null;
}

/** Whether this TPM may attest at all. */
export function checkAuthorization(evidence: Evidence, trust: Trust): AuthorizationResult {
  const expected = 'an authorised endorsement key';
  const actual = evidence.endorsementKey.hash;
  if (trust.tpm === null)
    return {
      checks: [
        failed(authorizedRule, 'No HGS administrator has authorised this endorsement key.', {
          expected,
          actual,
        }),
        checkCertificate(evidence, false),
      ],
      endorsement: null,
    };
  const certificate = checkCertificate(evidence, trust.tpm.withoutCertificate);
  return {
    checks: [
      passed(authorizedRule, { expected, actual, evidence: `authorised as ${trust.tpm.name}` }),
      certificate,
    ],
    endorsement: endorsementBy[certificate.outcome],
  };
}

/** The certificate is not held against a TPM that was authorised without one: its check is skipped. */
const endorsementBy: Readonly<Record<Check['outcome'], Endorsement | null>> = {
  passed: 'certified',
  skipped: 'forced',
  failed: null,
};

function checkCertificate(evidence: Evidence, exempt: boolean): Check {
  const { endorsementKeyPath: path } = evidence;
  const expected = 'a path to a trusted TPM manufacturer root';
  if (path?.kind === 'trusted') {
    const root = path.path[path.path.length - 1];
    return passed(certificateRule, { expected, actual: `issued below ${root?.subject ?? ''}` });
  }
  const actual = path === null ? 'no EK certificate' : path.detail;
  if (exempt)
    return skipped(
      certificateRule,
      'An HGS administrator authorised this TPM without a trusted certificate (-Force): nothing shows that it is a genuine TPM and not software.',
      { expected, actual },
    );
  return path === null
    ? failed(certificateRule, null, { expected, actual })
    : failed(certificateRule, null, {
        expected,
        actual,
        cause: 'endorsement-certificate-untrusted',
        found: { detail: path.detail },
      });
}
