import { concat, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import type { MeasuredVsmKey } from '@gatehouse/measured-boot';
import { type Check, type CheckRule, failed, passed, skipped } from './check.ts';
import type { Challenge, TpmRecord } from './evidence.ts';
import type { AttestedTpm } from './verdict.ts';

const countersRule: CheckRule = {
  id: 'tpm-counters',
  title: 'The TPM has not gone back in time',
  source: 'TPM 2.0 Part 1 §36.2 (Clock), §36.4 (resetCount, restartCount)',
  cause: 'tpm-went-back',
  substatus: null,
};
const onePlaceRule: CheckRule = {
  id: 'tpm-one-place',
  title: 'One machine uses this TPM',
  source: 'TPM 2.0 Part 1 §36.4; docs/decisions/0039',
  cause: 'tpm-in-two-places',
  substatus: null,
};

/** Ids of the checks that hold a TPM against its own past. */
export const historyChecks: readonly string[] = [countersRule.id, onePlaceRule.id];

/**
 * Holds a proven quote against what the same TPM said before: a copy of its state, or one that was kept
 * and brought back, repeats or contradicts what was told already.
 *
 * It compares with what was known when the challenge was made. The nonce is of then, so the quote is later
 * than every quote that was judged by then; in which order quotes of answers under way were made, nobody
 * knows, and two of them raise no alarm. A state that is kept and brought back while one challenge is open
 * is not seen.
 */
export function checkHistory(
  tpm: AttestedTpm | null,
  boot: Boot,
  challenge: Challenge | null,
): readonly Check[] {
  if (tpm === null || challenge === null)
    return [countersRule, onePlaceRule].map((rule) =>
      skipped(rule, 'There is no proven quote to hold against earlier ones.'),
    );
  return [checkCounters(tpm, challenge.known), checkPlace(tpm, boot, challenge.known)];
}

/** What one start of a TPM belongs to: the identity key in its proven log, and the name of the host. */
interface Boot {
  readonly identityKey: MeasuredVsmKey | null;
  readonly hostName: string | null;
}

/** SHA-256 of an identity key, in hexadecimal. */
export const identityKeyDigest = ({ modulus, exponent }: MeasuredVsmKey): string =>
  toHex(hash('sha256', concat(modulus, exponent)));

/**
 * How far behind the last value told a clock may be after the power failed: TPMs write it down at least
 * every 2^22 ms (Part 1 §36.3.2), and say by `safe` that this may have happened.
 */
const clockLoss = 2n ** 22n;

function checkCounters(tpm: AttestedTpm, known: readonly TpmRecord[]): Check {
  const actual = countersText(tpm);
  const later = known.find((record) => isLater(record, tpm));
  if (later === undefined) {
    const expected = known.length === 0 ? 'the first quote of this TPM' : 'no less than before';
    return passed(countersRule, { expected, actual });
  }
  const isKnownKey = known.some((record) => isSameKey(record, tpm));
  return failed(countersRule, null, {
    expected: `at least ${countersText(later)}`,
    actual,
    cause: isKnownKey ? 'tpm-went-back' : 'tpm-cleared',
  });
}

/** Whether a quote of before tells of a later time than this one. */
function isLater(record: TpmRecord, tpm: AttestedTpm): boolean {
  if (isComparable(record, tpm)) return compareCounters(record, tpm) > 0;
  return record.clock > tpm.clock + (tpm.safe ? 0n : clockLoss);
}

/** One start of a TPM has one identity key and one name: two of them are two machines. */
function checkPlace(tpm: AttestedTpm, boot: Boot, known: readonly TpmRecord[]): Check {
  const others = known.filter((record) => isOfSameStart(record, tpm));
  const identityKey =
    boot.identityKey === null || others.length === 0 ? null : identityKeyDigest(boot.identityKey);
  const otherKey = others.find((record) => differ(record.identityKey, identityKey));
  if (otherKey !== undefined)
    return failed(onePlaceRule, null, {
      expected: `identity key ${otherKey.identityKey}`,
      actual: `identity key ${identityKey}`,
      found: { detail: 'one start of it measured two identity keys' },
    });
  const name = shortName(boot.hostName);
  const otherName = others.find((record) => differ(shortName(record.hostName), name));
  if (otherName !== undefined)
    return failed(onePlaceRule, null, {
      expected: `the name ${otherName.hostName}`,
      actual: `the name ${boot.hostName}`,
      found: { detail: `${otherName.hostName} and ${boot.hostName} answered in one start of it` },
    });
  return passed(onePlaceRule, { expected: 'one identity key and one name in one start of it' });
}

const isOfSameStart = (record: TpmRecord, tpm: AttestedTpm): boolean =>
  isComparable(record, tpm) &&
  record.resetCount === tpm.resetCount &&
  record.restartCount === tpm.restartCount;

const isSameKey = (record: TpmRecord, tpm: AttestedTpm): boolean =>
  record.attestationKeyName === tpm.attestationKeyName;

/** Counters of two keys can be compared if both are told as they are; the clock always can. */
const isComparable = (record: TpmRecord, tpm: AttestedTpm): boolean =>
  isSameKey(record, tpm) || (record.inEndorsementHierarchy && tpm.inEndorsementHierarchy);

type Counters = Pick<TpmRecord, 'resetCount' | 'restartCount' | 'clock'>;

/**
 * Order in time, as a number below, at or above 0. The constant that is added to the counters of some keys
 * makes them wrap at 2^32, so their difference decides. A reset may set the clock back a little.
 */
export function compareCounters(left: Counters, right: Counters): number {
  const resets = (left.resetCount - right.resetCount) | 0;
  const restarts = (left.restartCount - right.restartCount) | 0;
  if (resets !== 0 || restarts !== 0) return resets || restarts;
  return left.clock < right.clock ? -1 : left.clock > right.clock ? 1 : 0;
}

const countersText = ({ resetCount, restartCount, clock }: Counters): string =>
  `reset ${resetCount}, restart ${restartCount}, clock ${clock} ms`;

const differ = (left: string | null, right: string | null): boolean =>
  left !== null && right !== null && left !== right;

/** Without the domain: a host calls itself now by its full name and now by the short one. */
const shortName = (name: string | null): string | null =>
  name === null ? null : (name.toLowerCase().split('.')[0] ?? null);
