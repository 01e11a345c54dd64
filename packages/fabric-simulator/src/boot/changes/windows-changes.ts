import {
  encodeAggregation,
  encodeRevocationList,
  type MeasuredVsmKey,
  encodeWindowsValue as value,
} from '@gatehouse/measured-boot';
import { derive } from '../../model/derive.ts';
import type { HostConfiguration } from '../../model/host-configuration.ts';
import { tagged } from '../windows-steps.ts';
import { type BootChange, type Expectation, guardian, host, passes } from './boot-change.ts';
import { insertedBefore, type Place, removed, replaced } from './edits.ts';

/** A setting that is measured, and what it is explained by: the first event that shows it is a tag. */
const setting = (configuration: Partial<HostConfiguration>, expected: Expectation): BootChange => ({
  configuration,
  expected,
});

const inPcr12 = [12, 'EV_EVENT_TAG'] as const;

/** An RSA key of 1024 bits, which HGS does not certify. */
const weak = ({ modulus, exponent }: MeasuredVsmKey): MeasuredVsmKey => ({
  modulus: modulus.subarray(modulus.length - 128),
  exponent,
});

/** How Windows is started: read as facts from PCR 12 and 13. */
export const windowsChanges = {
  'boot-debug-on': setting({ bootDebug: true }, host('boot-debug-on', inPcr12)),
  'hypervisor-debug-on': setting({ hypervisorDebug: true }, host('hypervisor-debug-on', inPcr12)),
  'test-signing-on': setting({ testSigning: true }, host('test-signing-on', inPcr12)),
  'flight-signing-on': setting({ flightSigning: true }, host('flight-signing-on', inPcr12)),
  'safe-mode': setting({ safeMode: true }, host('safe-mode', inPcr12)),
  'windows-pe': setting({ winPe: true }, host('windows-pe', inPcr12)),
  'code-integrity-off': setting({ codeIntegrity: false }, host('code-integrity-off', inPcr12)),
  'memory-integrity-off': setting({ hvci: false }, host('hypervisor-code-integrity-off', inPcr12)),
  'vbs-off': setting({ vbs: false }, host('virtual-secure-mode-off', inPcr12)),
  'vsm-key-missing': {
    context: (context) => ({ ...context, vsmKeys: null }),
    expected: host('identity-key-missing'),
  },
  'vsm-key-weak': {
    context: ({ vsmKeys, ...context }) => ({
      ...context,
      vsmKeys: vsmKeys && { encryption: weak(vsmKeys.encryption), signing: vsmKeys.signing },
    }),
    expected: host('identity-key-weak', inPcr12),
  },
  'iommu-off': setting({ iommu: false }, host('iommu-off', inPcr12)),
  'resumed-from-hibernation': setting(
    { resumed: true },
    { cause: 'not-full-boot', who: 'Gatehouse', at: inPcr12 },
  ),
  'hibernation-on': setting({ hibernationDisabled: false }, host('hibernation-on', inPcr12)),
  'dumps-on': setting({ dumpsDisabled: false }, host('dumps-on', inPcr12)),
  'dumps-unencrypted': setting(
    { dumpsDisabled: false, dumpEncryption: false },
    host('dump-encryption-off', inPcr12, { policies: { Hgs_NoDumps: 'Disabled' } }),
  ),
  'dump-key-unknown': setting(
    { dumpsDisabled: false, dumpEncryption: true },
    guardian('dump-encryption-key-unknown', inPcr12, { policies: { Hgs_NoDumps: 'Disabled' } }),
  ),
  'page-file-unencrypted': setting(
    { pagefileEncryption: false },
    host('pagefile-unencrypted', inPcr12),
  ),
  'bitlocker-off': setting(
    { bitLocker: false },
    host('bitlocker-off', inPcr12, { policies: { Hgs_BitLockerEnabled: 'Enabled' } }),
  ),
} as const satisfies Readonly<Record<string, BootChange>>;

const signers = (nth: number): Place => ({ pcr: 14, type: 'EV_EVENT_TAG', nth });
const signedByStranger = tagged(14, [value('AuthorityPubKey', derive('a stranger', 'key', 294))]);

/** Who signed what Windows loads: PCR 14. */
export const signerChanges = {
  'boot-signer-exchanged': {
    measured: replaced(signers(2), () => signedByStranger),
    expected: guardian('boot-signers-changed', [14, 'EV_EVENT_TAG']),
  },
  'boot-stage-added': {
    measured: insertedBefore(signers(2), () => signedByStranger),
    expected: guardian('boot-signers-added', [14, 'EV_EVENT_TAG']),
  },
  'boot-stage-missing': {
    measured: removed(signers(1)),
    expected: guardian('boot-signers-removed', undefined, { pcr: 14 }),
  },
} as const satisfies Readonly<Record<string, BootChange>>;

const end = (pcr: number): Place => ({ pcr, type: 'EV_SEPARATOR' });

/** What Windows measures besides, that no policy of HGS asks about. */
export const otherWindowsChanges = {
  'antimalware-driver-changed': {
    measured: insertedBefore(end(13), () =>
      tagged(13, [
        encodeAggregation('ELAMAggregation', [
          value('ELAMKeyname', 'Another antimalware'),
          value('ELAMMeasured', derive('early launch', 'measured', 20)),
        ]),
      ]),
    ),
    expected: passes,
  },
  'boot-revocations-measured': {
    measured: insertedBefore(end(12), () =>
      tagged(12, [
        encodeRevocationList('BootRevocationList', {
          created: 132_000_000_000_000_000n,
          digestAlgorithm: 0x0b,
          digest: derive('boot revocation list', 'of 2019', 32),
        }),
      ]),
    ),
    expected: passes,
  },
} as const satisfies Readonly<Record<string, BootChange>>;
