import { hgsCauseCode } from '@gatehouse/contracts';
import type { Finding, HgsView, NodeRule } from '../fold-input.ts';
import type { HostReadings } from '../readings.ts';
import { unread } from './unread.ts';

/** Version of a TPM that HGS cannot attest; null for 2.0 and where it was not read. */
export const tooOldTpm = ({ tpm }: HostReadings): string | null => {
  const version = tpm?.value?.specVersion.trim() ?? '';
  return version === '' || version.startsWith('2.') ? null : version;
};

export const tpmRule: NodeRule = {
  tier: 'platform',
  judge: ({ host, hgs, readings }) => {
    const { tpm } = readings;
    const expected = host.guarded ? 'TPM 2.0, ready' : null;
    if (tpm === null) return unread(tpm, expected);
    if (tpm.value === null) {
      const causeCode = host.guarded ? 'tpm-missing' : null;
      return { checkedAt: tpm.at, causeCode, expected, actual: 'no TPM' };
    }
    const { manufacturer, specVersion, ready } = tpm.value;
    const base = { checkedAt: tpm.at, expected };
    const tooOld = tooOldTpm(readings);
    if (host.guarded && tooOld !== null) {
      return { ...base, causeCode: 'tpm-too-old', actual: tooOld };
    }
    if (host.guarded && !ready) {
      return { ...base, causeCode: 'tpm-not-ready', actual: `${manufacturer}, not ready` };
    }
    const actual = `TPM ${specVersion.split(',')[0]}, ${manufacturer}`;
    return { ...base, actual, ...(host.guarded ? suspicionOf(hgs) : { causeCode: null }) };
  },
};

/** What HGS holds against a TPM that is in order by its own account. */
const suspicionOf = ({ verdict }: HgsView): Omit<Finding, 'checkedAt'> => {
  if (verdict?.alarm != null) {
    const explanation = verdict.alarm;
    const causeCode = hgsCauseCode(explanation.cause);
    return { causeCode, explanation, cause: explanation.sentence };
  }
  return { causeCode: verdict?.endorsement === 'forced' ? 'hgs-tpm-forced' : null };
};

/** Secure Boot among Win32_DeviceGuard.AvailableSecurityProperties; hgs proves it, this only reads it. */
export const secureBootRule: NodeRule = {
  tier: 'platform',
  judge: ({ host, readings: { deviceGuard } }) => {
    const expected = host.guarded ? 'on' : null;
    const secureBoot = deviceGuard?.value?.secureBoot ?? null;
    if (deviceGuard === null || (secureBoot === null && host.guarded)) {
      return unread(deviceGuard, expected);
    }
    return {
      checkedAt: deviceGuard.at,
      causeCode: secureBoot === false && host.guarded ? 'secure-boot-off' : null,
      expected,
      actual: secureBoot === null ? null : secureBoot ? 'on' : 'off',
    };
  },
};

/** Kerberos refuses tickets beyond five minutes (RFC 4120 §7.5.2, Windows' default). */
const clockToleranceSeconds = 300;

export const clockRule: NodeRule = {
  tier: 'platform',
  judge: ({ readings: { operatingSystem } }) => {
    const expected = `within ${clockToleranceSeconds} s of this server`;
    const difference = operatingSystem?.value?.clockDifferenceSeconds ?? null;
    if (operatingSystem === null || difference === null) return unread(operatingSystem, expected);
    const seconds = Math.round(difference);
    return {
      checkedAt: operatingSystem.at,
      causeCode: Math.abs(difference) > clockToleranceSeconds ? 'clock-off' : null,
      expected,
      actual: `${seconds > 0 ? '+' : ''}${seconds} s`,
    };
  },
};
