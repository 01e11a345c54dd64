import type { MeasuredVsmKey } from '@gatehouse/measured-boot';
import { type Check, type CheckRule, failed, passed, skipped } from './check.ts';
import { type Proven, placeOf } from './proven.ts';

const rule: CheckRule = {
  id: 'identity-keys-usable',
  title: 'The identity keys of virtual secure mode can be certified',
  source: 'MS-HGSA §2.2.2.24; SIPAEVENT_VSM_IDK_RSA_INFO',
  cause: 'identity-key-weak',
  substatus: 'VirtualSecureMode',
};

/** Whether the keys in the log are RSA keys that a certificate may vouch for. */
export function checkIdentity(proven: Proven | null): Check {
  if (proven === null) return skipped(rule, 'Nothing is proven about this boot.');
  const { vsmIdk, vsmIdks } = proven.facts;
  const keys = [vsmIdk, vsmIdks].filter((key) => key !== null);
  if (keys.length === 0) return skipped(rule, 'The log has no identity key.');
  const weak = keys.find((key) => !isUsable(key));
  const finding = { expected: 'RSA of 2048 to 4096 bits, odd exponent from 65537' };
  return weak === undefined
    ? passed(rule, finding)
    : failed(rule, `it has ${bitsOf(weak.modulus)} bits`, {
        ...finding,
        found: placeOf(proven, weak === vsmIdk ? 'vsmIdk' : 'vsmIdks'),
        actual: `${bitsOf(weak.modulus)} bits`,
      });
}

function isUsable({ modulus, exponent }: MeasuredVsmKey): boolean {
  const bits = bitsOf(modulus);
  const isOdd = ((modulus[modulus.length - 1] ?? 0) & 1) === 1;
  const e = exponent.reduce((value, octet) => value * 256 + octet, 0);
  return bits >= 2048 && bits <= 4096 && isOdd && e >= 65537 && e % 2 === 1 && exponent.length <= 4;
}

function bitsOf(modulus: Uint8Array): number {
  const first = modulus.findIndex((octet) => octet !== 0);
  if (first < 0) return 0;
  return (modulus.length - first - 1) * 8 + (32 - Math.clz32(modulus[first] ?? 0));
}
