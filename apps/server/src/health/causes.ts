import {
  type BootCause,
  bootCauseCodes,
  bootCauses,
  type CauseCode,
  type HealthStatus,
  hgsCauseCode,
  type Responsible,
} from '@gatehouse/contracts';

/** What Repair does on a host; each is a step of a job (see jobs/steps). */
export const repairActions = [
  'start-hgs-client',
  'start-hyper-v',
  'start-agent',
  'resync-clock',
  'set-hgs-urls',
  'apply-code-integrity-policy',
  'restart',
  'attest',
] as const;
export type RepairAction = (typeof repairActions)[number];

export interface Cause {
  /** Status of the node that has it. */
  readonly status: HealthStatus;
  /** What happened. `{host}`, `{expected}`, `{actual}` and `{detail}` are filled in. */
  readonly cause: string;
  readonly meaning: string;
  readonly remedy: string;
  /** Who can put it right. */
  readonly who: Responsible;
  /** What Repair does about it; null where a person has to act. */
  readonly repair: RepairAction | null;
}

const notManageable =
  'Gatehouse cannot see or change this host. What it runs keeps running; its state is not known.';
const notGuarded = 'HGS gives this host no health certificate: shielded VMs cannot start on it.';

/** What Gatehouse itself finds, and what it knows of a refusal without the verdict: one row a cause. */
const ownCauses = {
  'host-unresolved': {
    status: 'error',
    cause: 'The name {host} cannot be resolved.',
    meaning: notManageable,
    remedy: 'Check the name and its DNS record, then Refresh.',
    who: 'fabric administrator',
    repair: null,
  },
  'host-refused': {
    status: 'error',
    cause: 'The host refuses connections to WinRM.',
    meaning: notManageable,
    remedy:
      'The host is up, but nothing listens on the WinRM port. Start the Windows Remote Management service on it (Enable-PSRemoting), then Refresh.',
    who: 'host administrator',
    repair: null,
  },
  'host-unreachable': {
    status: 'error',
    cause: 'The host cannot be reached.',
    meaning: notManageable,
    remedy: 'Check that it is switched on, and the network and firewall between, then Refresh.',
    who: 'host administrator',
    repair: null,
  },
  'host-closes-connection': {
    status: 'error',
    cause: 'The host closes the connection without a whole answer.',
    meaning: notManageable,
    remedy:
      'It may be shutting down or starting: wait and Refresh. If it stays, check that it is switched on, its WinRM service, and any proxy between.',
    who: 'host administrator',
    repair: null,
  },
  'winrm-silent': {
    status: 'error',
    cause: 'WinRM takes the connection but gives no answer.',
    meaning: notManageable,
    remedy:
      'The host may be overloaded or hang. Restart the Windows Remote Management service on it, or the host.',
    who: 'host administrator',
    repair: null,
  },
  'winrm-not-wsman': {
    status: 'error',
    cause: 'What answers on the WinRM port is not WS-Management.',
    meaning: notManageable,
    remedy:
      'Another program listens on the port, or a proxy answers in its place. Check the listener with: winrm enumerate winrm/config/listener',
    who: 'host administrator',
    repair: null,
  },
  'winrm-protocol-error': {
    status: 'error',
    cause: 'WinRM gave an answer that cannot be used: {detail}',
    meaning: notManageable,
    remedy: 'Refresh; if it stays, look at the event log Windows Remote Management on the host.',
    who: 'host administrator',
    repair: null,
  },
  'tls-failed': {
    status: 'error',
    cause: 'No trusted TLS connection to the host: {detail}',
    meaning: notManageable,
    remedy:
      'Check the certificate of the HTTPS listener: its name, its issuer and its last valid day.',
    who: 'host administrator',
    repair: null,
  },
  'credentials-rejected': {
    status: 'error',
    cause: 'The host rejects the credentials of its Run As account.',
    meaning: notManageable,
    remedy: 'Correct the Run As account under Settings, or give the host another one.',
    who: 'fabric administrator',
    repair: null,
  },
  'access-denied': {
    status: 'error',
    cause: 'The Run As account may sign in to the host but not manage it.',
    meaning: notManageable,
    remedy: 'Make the account a member of the local group Administrators of the host.',
    who: 'host administrator',
    repair: null,
  },
  'never-checked': {
    status: 'unknown',
    cause: 'This has not been read yet.',
    meaning: 'Nothing is known about it, so it does not count as healthy.',
    remedy: 'Gatehouse reads it by itself; Refresh reads it now.',
    who: 'Gatehouse',
    repair: null,
  },
  'out-of-date': {
    status: 'stale',
    cause: 'This was last read too long ago to rely on.',
    meaning: 'It was {actual} then, and may have changed since; it does not count as healthy.',
    remedy: 'Put right why the host cannot be read (see Network), or Refresh.',
    who: 'Gatehouse',
    repair: null,
  },
  'hgs-client-missing': {
    status: 'error',
    cause: 'The Host Guardian Hyper-V Support feature is not installed.',
    meaning: notGuarded,
    remedy:
      'Install it on the host and restart: Install-WindowsFeature HostGuardian -IncludeManagementTools -Restart',
    who: 'host administrator',
    repair: null,
  },
  'hgs-client-stopped': {
    status: 'error',
    cause: 'The HGS client service on the host is stopped.',
    meaning:
      'The host cannot attest or unwrap keys: shielded VMs cannot start on it, and its certificate is not renewed.',
    remedy: 'Repair starts the service and has the host attest.',
    who: 'Gatehouse',
    repair: 'start-hgs-client',
  },
  'hgs-url-differs': {
    status: 'error',
    cause: 'The host uses other HGS URLs than the global settings: {actual}.',
    meaning:
      'It asks another service whether it is healthy. Shielded VMs are not placed there until the URLs match.',
    remedy:
      'Repair sets the URLs of the global settings. If nobody changed them on purpose, find out who did.',
    who: 'Gatehouse',
    repair: 'set-hgs-urls',
  },
  'hgs-not-configured': {
    status: 'error',
    cause: 'The host is not configured to use a Host Guardian Service.',
    meaning: notGuarded,
    remedy: 'Repair sets the URLs of the global settings.',
    who: 'Gatehouse',
    repair: 'set-hgs-urls',
  },
  'hgs-unreachable': {
    status: 'error',
    cause: 'The host cannot reach HGS, or HGS could not answer.',
    meaning:
      'Its health certificate cannot be renewed; once it expires, shielded VMs cannot start on it.',
    remedy:
      'Check name resolution and the route from the host to HGS, and that HGS runs; Repair tries again.',
    who: 'fabric administrator',
    repair: 'attest',
  },
  'hgs-tpm-exchanged': {
    status: 'error',
    cause: 'The host has another TPM than the one that HGS knows under its name.',
    meaning:
      'Either its main board was exchanged, or another machine claims to be this host. HGS gives it no health certificate.',
    remedy:
      'Find out which it is before anybody approves. After an exchange of the main board, the HGS administrator withdraws the old TPM and approves the new one.',
    who: 'HGS administrator',
    repair: null,
  },
  'hgs-tpm-error': {
    status: 'error',
    cause: 'The TPM of the host could not prove itself to HGS.',
    meaning: notGuarded,
    remedy:
      'Look at the TPM events of the host. Clearing the TPM can help; suspend BitLocker first.',
    who: 'host administrator',
    repair: 'attest',
  },
  'hgs-tpm-forced': {
    status: 'warning',
    cause: 'HGS takes the TPM of this host on the word of an administrator, without a certificate.',
    meaning:
      'Nothing shows that it is a genuine TPM and not software, whose keys and measurements its owner can make up. Shielded VMs are protected less here than on other hosts.',
    remedy:
      "The HGS administrator adds the root and intermediate certificates of the TPM's manufacturer (Guardian, TPM roots), or the host gets a TPM that has a certificate.",
    who: 'HGS administrator',
    repair: null,
  },
  'hgs-certificate-expired': {
    status: 'error',
    cause: 'The health certificate of the host has expired.',
    meaning:
      'Shielded VMs that run keep running; none can start here until the host attests again.',
    remedy: 'Repair has the host attest now. If it stays, compare the clocks of host and HGS.',
    who: 'Gatehouse',
    repair: 'attest',
  },
  'hgs-boot-log-mismatch': {
    status: 'error',
    cause: 'The boot log of the host does not agree with its TPM.',
    meaning:
      'What the host says about how it started is not what its TPM measured. It may have been tampered with.',
    remedy:
      'See the failed check under Attestation. Restart the host to measure again; if it stays, treat the host as compromised until explained.',
    who: 'host administrator',
    repair: 'restart',
  },
  'hgs-secure-boot-settings-differ': {
    status: 'error',
    cause: 'The host started with something that no approved baseline has.',
    meaning:
      'Firmware, boot manager or Secure Boot settings differ from every approved machine: an update, or tampering.',
    remedy:
      'The difference is shown under Attestation. If the change is wanted, the HGS administrator adds a baseline; else restore the firmware or the boot manager and restart.',
    who: 'HGS administrator',
    repair: null,
  },
  'hgs-debug-on': {
    status: 'error',
    cause: 'The host started with debugging on.',
    meaning: 'A debugger can read the memory of every VM. HGS gives it no health certificate.',
    remedy: 'Turn it off (bcdedit /debug off, /bootdebug off, hypervisordebug off) and restart.',
    who: 'host administrator',
    repair: null,
  },
  'hgs-refused': {
    status: 'error',
    cause: 'HGS refused the host: {detail}',
    meaning: notGuarded,
    remedy: 'See the failed check under Attestation.',
    who: 'HGS administrator',
    repair: 'attest',
  },
  'code-integrity-policy-not-applied': {
    status: 'error',
    cause: 'The code integrity policy is on the host but not in force.',
    meaning: 'Programs that the policy forbids can run.',
    remedy: 'Repair deploys the policy once more, and restarts the host.',
    who: 'Gatehouse',
    repair: 'apply-code-integrity-policy',
  },
  'code-integrity-policy-restart-pending': {
    status: 'warning',
    cause: 'The code integrity policy takes effect when the host restarts.',
    meaning: 'Until then the policy of the last start is in force, and HGS sees that one.',
    remedy: 'Repair restarts the host.',
    who: 'Gatehouse',
    repair: 'restart',
  },
  'code-integrity-policy-differs': {
    status: 'warning',
    cause: 'The host has another code integrity policy than the one it is configured with.',
    meaning: 'HGS refuses the host at its next start unless it trusts that policy as well.',
    remedy: 'Repair deploys the policy that it is configured with, and restarts the host.',
    who: 'Gatehouse',
    repair: 'apply-code-integrity-policy',
  },
  'code-integrity-audit-only': {
    status: 'warning',
    cause: 'The code integrity policy only records what it would forbid (audit mode).',
    meaning: 'Nothing is stopped from running.',
    remedy: 'Once the records are clean, deploy the policy in enforced mode.',
    who: 'fabric administrator',
    repair: null,
  },
  'hyper-v-stopped': {
    status: 'error',
    cause: 'The Hyper-V Virtual Machine Management service is stopped.',
    meaning: 'VMs cannot be started or changed on this host; those that run keep running.',
    remedy: 'Repair starts the service.',
    who: 'Gatehouse',
    repair: 'start-hyper-v',
  },
  'hyper-v-missing': {
    status: 'error',
    cause: 'The Hyper-V role is not installed.',
    meaning: 'No VM can run on this host.',
    remedy:
      'Install it on the host and restart: Install-WindowsFeature Hyper-V -IncludeManagementTools -Restart',
    who: 'host administrator',
    repair: null,
  },
  'agent-stopped': {
    status: 'error',
    cause: 'The management service {expected} on the host is stopped.',
    meaning: 'Jobs on this host can fail.',
    remedy: 'Repair starts the service.',
    who: 'Gatehouse',
    repair: 'start-agent',
  },
  'agent-outdated': {
    status: 'warning',
    cause: 'The management software of the host is too old: {actual}.',
    meaning: 'Some jobs cannot be done on this host.',
    remedy: 'Update the host: {expected} is needed.',
    who: 'host administrator',
    repair: null,
  },
  'vbs-off': {
    status: 'error',
    cause: 'Virtualization-based security is not running.',
    meaning:
      'Nothing protects keys from an administrator of the host. HGS refuses it at its next start.',
    remedy:
      'Turn on virtualization-based security by group policy, check that the platform has its security features on, and restart.',
    who: 'host administrator',
    repair: null,
  },
  'tpm-missing': {
    status: 'error',
    cause: 'The host has no TPM, or it is turned off in firmware set-up.',
    meaning: 'The host cannot prove how it started.',
    remedy: 'Turn on the TPM in firmware set-up.',
    who: 'host administrator',
    repair: null,
  },
  'tpm-not-ready': {
    status: 'error',
    cause: 'The TPM of the host is not ready: {actual}.',
    meaning: 'The host cannot attest.',
    remedy: 'Run on the host: Initialize-Tpm, and look at tpm.msc.',
    who: 'host administrator',
    repair: null,
  },
  'tpm-too-old': {
    status: 'error',
    cause: 'The TPM of the host has version {actual}. Attestation by TPM needs version 2.0.',
    meaning:
      'A TPM 1.2 has one owner and one hierarchy of keys, knows RSA and SHA-1 only, and keeps its registers in SHA-1 only. HGS takes no evidence of that form, so the host gets no health certificate and runs no shielded VM.',
    remedy:
      'Switch the TPM to version 2.0 in firmware set-up where the machine can do both: keys in it are lost, so suspend BitLocker first. Otherwise exchange the TPM or the machine.',
    who: 'host administrator',
    repair: null,
  },
  'secure-boot-off': {
    status: 'error',
    cause: 'Secure Boot is off on the host.',
    meaning: 'Anything can be loaded before Windows. HGS refuses the host.',
    remedy: 'Turn on Secure Boot with the Microsoft template in firmware set-up, and restart.',
    who: 'host administrator',
    repair: null,
  },
  'clock-off': {
    status: 'error',
    cause: 'The clock of the host is off by {actual}.',
    meaning: 'Health certificates can look expired or not yet valid, and sign-in can fail.',
    remedy: 'Repair synchronises the clock with its time source.',
    who: 'Gatehouse',
    repair: 'resync-clock',
  },
} as const satisfies Readonly<Record<string, Cause>>;

/** What Repair does about a cause that HGS found; a person has to act on the others. */
const repairs: Readonly<Partial<Record<BootCause, RepairAction>>> = {
  'code-integrity-policy-missing': 'apply-code-integrity-policy',
  'code-integrity-policy-untrusted': 'apply-code-integrity-policy',
  'not-full-boot': 'restart',
  'boot-unfinished': 'restart',
  'measured-after-log': 'restart',
  'extended-after-log': 'restart',
  'challenge-not-open': 'attest',
  'attestation-key-exchanged': 'attest',
  'quote-refused': 'attest',
  'answer-unreadable': 'attest',
};

const ofHgs = Object.fromEntries(
  bootCauseCodes.map((code) => {
    const { sentence, meaning, remedy, who } = bootCauses[code];
    const repair = repairs[code] ?? null;
    return [hgsCauseCode(code), { status: 'error', cause: sentence, meaning, remedy, who, repair }];
  }),
) as Record<`hgs-${BootCause}`, Cause>;

/** Why a node is not OK: one row a cause. Statuses are worst-first judgements of a guarded host. */
export const causes: Readonly<Record<CauseCode, Cause>> = { ...ownCauses, ...ofHgs };

/** Fills a sentence of the table. A placeholder without a value becomes `unknown`. */
export const sentenceOf = (
  template: string,
  values: Readonly<Record<string, string | null>>,
): string => template.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? 'unknown');
