/** Who can put something right. */
export const responsibles = [
  'Gatehouse',
  'fabric administrator',
  'HGS administrator',
  'host administrator',
] as const;
export type Responsible = (typeof responsibles)[number];

/** What a person is told about a cause. */
interface Words {
  /** A few words for lists and groups. */
  readonly title: string;
  /**
   * What happened. Filled in: `{measured}` and `{trusted}` are what the log shows and what the
   * baseline or policy has in its place, `{pcr}`, `{event}`, `{baseline}`, and `{detail}`.
   */
  readonly sentence: string;
  readonly meaning: string;
  readonly remedy: string;
  readonly who: Responsible;
}

const noCertificate = 'HGS gives the host no health certificate: shielded VMs cannot start on it.';

const says = (
  title: string,
  sentence: string,
  meaning: string,
  remedy: string,
  who: Responsible,
): Words => ({ title, sentence, meaning: `${meaning} ${noCertificate}`, remedy, who });

const host = 'host administrator';
const hgs = 'HGS administrator';

const otherFirmware =
  'Firmware runs before anything else and measures all that follows: other code there could hide whatever it likes.';
const otherRom = 'Such code runs before Windows, with full access to memory and devices.';
const otherSigner = 'Whoever holds that key can sign code that this host starts before Windows.';
const hidden =
  'What the host says about how it started is not what its TPM measured. Somebody or something changed the log.';
const unproven = 'Nothing that the host says about how it started is proven.';
const notItsOwn =
  'HGS cannot tell whether the TPM of this host answered. Another machine, or software, may speak in its place.';
const readable = 'Memory of shielded VMs could be read by whoever has the disk.';

const trustOrUndo =
  'If the change is intended, the HGS administrator trusts this boot as a new baseline; if not, undo it and restart the host.';
const afterUpdate = (what: string, otherwise: string): string =>
  `After ${what} on purpose, the HGS administrator trusts this boot as a new baseline; otherwise ${otherwise}`;
const compromised =
  'Keep the log as evidence, restart the host and attest again. If it repeats, take the host out of service and treat it as compromised.';
const attestAgain =
  'Have the host attest again; if it repeats, look at its TPM and at the log of its HGS client.';

/**
 * Why HGS refuses a boot: the closed set of causes, and the words of each. Rules that find a cause
 * name it (`differenceCauses` of measured-boot, the policy table and the rules of attestation); this
 * table alone says what it means, what to do, and who can.
 */
export const bootCauses = {
  // The TPM and its answer.
  'tpm-not-authorized': says(
    'TPM is not authorized in HGS',
    'HGS does not know the TPM of this host.',
    'It may be a new host, or another machine than the one that was approved.',
    'The HGS administrator approves the host under Guardian, Waiting for approval, if its TPM is the expected one.',
    hgs,
  ),
  'endorsement-certificate-missing': says(
    'TPM has no manufacturer certificate',
    'The TPM shows no certificate of its manufacturer.',
    'Without it any software could claim to be a TPM.',
    'Install the EK certificate of the TPM on the host, or have the HGS administrator authorise this TPM without a certificate.',
    hgs,
  ),
  'endorsement-certificate-untrusted': says(
    'TPM manufacturer is not trusted',
    'The certificate of the TPM does not lead to a trusted manufacturer: {detail}.',
    'HGS cannot tell this TPM from software that claims to be one.',
    "If it is a genuine TPM, the HGS administrator trusts its manufacturer's root certificate, or authorises this TPM without a certificate.",
    hgs,
  ),
  'challenge-not-open': says(
    'Answer to no open challenge',
    'The host answered no challenge that is open: {detail}.',
    'An answer may have been recorded and sent again; usually it only came too late.',
    'The host starts a new attestation by itself: a challenge is for one answer within two minutes. If it repeats, compare what the host sends with what HGS issued.',
    host,
  ),
  'attestation-key-exchanged': says(
    'Attestation key was exchanged',
    'The host answered with another attestation key than the one that was challenged.',
    notItsOwn,
    attestAgain,
    host,
  ),
  'credential-not-activated': says(
    'Attestation key is not of this TPM',
    'The attestation key is not shown to be in the TPM of this host: {detail}.',
    notItsOwn,
    'Look whether the TPM was exchanged or cleared, and whether another machine answers in the name of this host; then attest again.',
    host,
  ),
  'attestation-key-unsuitable': says(
    'Attestation key is not restricted',
    'The attestation key may sign what did not come from the TPM: {detail}.',
    'A key of this kind signs quotes that no TPM made, so its quote proves nothing.',
    'Remove the attestation key on the host, so that its HGS client makes a restricted one, and attest again.',
    host,
  ),
  'quote-refused': says(
    'TPM quote is not valid',
    'The quote of the TPM is not valid: {detail}.',
    unproven,
    attestAgain,
    host,
  ),
  'tpm-went-back': says(
    'TPM has gone back in time',
    'The TPM of the host has gone back in time: it tells lower counters than before.',
    'A TPM never counts back. An old state of a software TPM was brought back, or a copy of it answers; what it measured may be of another time. After TPM2_Clear the counters start anew, too.',
    'Find out what was done to the TPM. If it was cleared on purpose, the HGS administrator accepts its new start (Guardian, TPM hosts); if not, treat the host as compromised.',
    hgs,
  ),
  'tpm-cleared': says(
    'TPM was cleared or set back',
    'The TPM of the host has a new attestation key and counts from the start: it was cleared, or set back.',
    'The same chip can have been cleared by whoever administers the host, and the state of a software TPM can have been brought back. HGS cannot tell the two apart.',
    'If the TPM was cleared on purpose, the HGS administrator accepts its new start (Guardian, TPM hosts); if nobody did, treat the host as compromised.',
    hgs,
  ),
  'tpm-in-two-places': says(
    'Two machines use one TPM',
    'Two machines use the TPM of this host: {detail}.',
    'Its state was copied, or one host relays the answers of another. HGS cannot tell which of them is the host that was approved.',
    'Take both machines off the network and find out which is genuine. The HGS administrator withdraws the TPM (Guardian, TPM hosts) if it was copied; a cloned virtual machine gets a TPM of its own.',
    hgs,
  ),
  'answer-unreadable': says(
    'TPM answer cannot be read',
    'What the host answered cannot be read: {detail}.',
    unproven,
    attestAgain,
    host,
  ),

  // The event log as a whole.
  'event-log-unreadable': says(
    'Boot log cannot be read',
    'The event log of the host cannot be read: {detail}.',
    'It is cut off or damaged, so nothing in it can be held against the TPM.',
    'Restart the host and attest again. If it repeats, update the firmware; until then treat the host as tampered with.',
    host,
  ),
  'event-log-incomplete': says(
    'Boot log ends too early',
    'The event log ends before the boot did: it lacks the end mark of Windows in PCR {detail}, and the TPM measured more.',
    hidden,
    compromised,
    host,
  ),
  'event-removed': says(
    'Event was taken out of the boot log',
    'An event was taken out of the log: the TPM measured {trusted} into PCR {pcr}, and the log does not have it.',
    hidden,
    compromised,
    host,
  ),
  'event-inserted': says(
    'Event was put into the boot log',
    'An event was put into the log that the TPM never measured: {measured} in PCR {pcr}.',
    hidden,
    compromised,
    host,
  ),
  'events-reordered': says(
    'Events of the boot log were reordered',
    'Two events of PCR {pcr} are in another order than the TPM measured them: {measured} comes too early.',
    hidden,
    compromised,
    host,
  ),
  'event-digest-changed': says(
    'Digest in the boot log was changed',
    'The digest of an event was changed: the TPM measured {trusted} into PCR {pcr}, and the log shows another digest for {measured}.',
    hidden,
    compromised,
    host,
  ),
  'event-data-changed': says(
    'Data in the boot log were changed',
    'The data of an event were changed under an unchanged digest: PCR {pcr} holds something else than {measured}.',
    hidden,
    compromised,
    host,
  ),
  'event-data-unreadable': says(
    'Data in the boot log cannot be read',
    'The data of an event that decides cannot be read: {measured} in PCR {pcr}.',
    'A fact that HGS needs may be hidden in it.',
    compromised,
    host,
  ),
  'event-data-contradicts': says(
    'Boot log contradicts itself',
    'The log contradicts itself: stages of the boot report different values in {measured}.',
    'One stage of the boot lies or was exchanged.',
    compromised,
    host,
  ),
  'boot-log-edited': says(
    'Several events of the boot log were changed',
    'Several events of PCR {pcr} were changed: the TPM measured there what “{baseline}” has, and the log shows {measured} in place of {trusted}.',
    hidden,
    compromised,
    host,
  ),
  'startup-locality-differs': says(
    'TPM was started from another locality',
    'The log says that the TPM was started from another locality than it was: {detail}.',
    'What measured the firmware is another thing than the log says.',
    compromised,
    host,
  ),
  'extended-after-log': says(
    'PCR was extended after the boot log',
    'PCR {pcr} was extended with {trusted} after the log was taken: the log does not have it.',
    'Somebody spoiled the register on purpose, or software measures without keeping a log.',
    'Restart the host and attest again. If it repeats, find the program that extends the register (bank capping, a boot manager of another maker).',
    host,
  ),
  'log-of-earlier-boot': says(
    'Boot log is of an earlier boot',
    'The host shows the log of an earlier boot, which HGS has accepted: the TPM had started another number of times then ({detail}).',
    'How the host started this time is kept from HGS.',
    compromised,
    host,
  ),
  'measured-since-proven': says(
    'TPM was extended since the host last attested',
    'The host proved this very log before, and its TPM has not restarted since: a register was extended after the boot.',
    'Somebody spoiled the register on purpose, or software measures without keeping a log.',
    'Restart the host and attest again. If it repeats, find the program that extends registers of the boot.',
    host,
  ),
  'measured-after-log': says(
    'TPM holds other values than the boot log',
    'The log is that of a whole, trusted boot, but the TPM holds more or other values. One quote cannot tell which PCR.',
    'Something was measured after the log was taken, or the log is of an earlier boot of this host.',
    compromised,
    host,
  ),
  'pcr-mismatch': says(
    'Boot log does not give the TPM’s values',
    'The log does not give the values that the TPM quoted. One quote cannot tell which PCR differs, and no single change of the log explains it.',
    hidden,
    compromised,
    host,
  ),
  'other-bank': says(
    'Boot was measured into another PCR bank',
    'The boot was measured into another PCR bank than the one that HGS checks: {detail}.',
    'Values of the other bank say nothing about this boot: anybody could have extended them.',
    'Turn on the SHA-256 bank of the TPM in firmware set-up and restart the host.',
    host,
  ),
  'boot-unfinished': says(
    'Windows did not end its measurements',
    'Windows did not end its measurements: there is no end mark in PCR {detail}.',
    'Without it, whoever ran after the boot could have added events to it.',
    'Restart the host into Windows and attest again; if it repeats, update Windows.',
    host,
  ),
  'not-quoted': says(
    'Quote leaves out a PCR',
    'The quote leaves out PCR {pcr}, which every baseline fixes.',
    unproven,
    'Update the HGS client of the host: it has to quote PCR 0 to 7 and 11 to 14.',
    host,
  ),

  // Secure Boot, PCR 7.
  'no-baseline': says(
    'No TPM baseline is trusted',
    'No TPM baseline is trusted yet.',
    'HGS has nothing to hold the boot of a host against.',
    'The HGS administrator trusts the boot of a reference host as a baseline (Guardian, Baselines).',
    hgs,
  ),
  'secure-boot-off': says(
    'Secure Boot is off in the boot log',
    'The host started without Secure Boot.',
    'Anything could have been loaded before Windows.',
    'Turn on Secure Boot with the Microsoft template in firmware set-up, and restart the host.',
    host,
  ),
  'secure-boot-on': says(
    'Secure Boot is on, unlike the baseline',
    'Secure Boot is on; the nearest baseline was made with Secure Boot off.',
    'The baseline is weaker than the host.',
    'The HGS administrator trusts this boot as a baseline, and removes the one with Secure Boot off.',
    hgs,
  ),
  'secure-boot-mode-changed': says(
    'Secure Boot left deployed mode',
    'The firmware left deployed mode of Secure Boot: {measured}.',
    'In audit or setup mode the firmware starts code whose signature it does not accept, or lets keys be exchanged.',
    'Put Secure Boot back into deployed mode in firmware set-up, and restart the host.',
    host,
  ),
  'uefi-debug-on': says(
    'Firmware is in debug mode',
    'The firmware runs in UEFI debug mode.',
    'A debugger can change the boot without a trace.',
    'Turn off debugging in firmware set-up, and restart the host.',
    host,
  ),
  'platform-key-changed': says(
    'Platform key (PK) was changed',
    'The platform key (PK) is not that of the baseline: {measured}.',
    'The owner of this key decides about every other key of Secure Boot.',
    `Restore the factory keys in firmware set-up. ${trustOrUndo}`,
    hgs,
  ),
  'key-exchange-keys-changed': says(
    'Key exchange keys (KEK) were changed',
    'The key exchange keys (KEK) are not those of the baseline: {measured} instead of {trusted}.',
    'Their owners may change what this host accepts at boot.',
    trustOrUndo,
    hgs,
  ),
  'allowed-signers-changed': says(
    'Allowed signers (db) were changed',
    'The list of who may sign what boots (db) is not that of the baseline: {measured} instead of {trusted}.',
    otherSigner,
    trustOrUndo,
    hgs,
  ),
  'revocations-older': says(
    'Revocation list (dbx) is older',
    'The list of what may no longer boot (dbx) is shorter than that of the baseline: {measured} instead of {trusted}. It is most likely an older one.',
    'Boot loaders with known holes, which the newer list forbids, can start on this host.',
    'Install the Secure Boot revocation update that the other hosts have, and restart.',
    host,
  ),
  'revocations-newer': says(
    'Revocation list (dbx) is newer',
    'The list of what may no longer boot (dbx) is longer than that of the baseline: {measured} instead of {trusted}.',
    'A revocation update was installed, which makes the host safer but not that of the baseline.',
    'The HGS administrator trusts this boot as a new baseline, and retires the old one once all hosts have the update.',
    hgs,
  ),
  'revocations-changed': says(
    'Revocation list (dbx) was changed',
    'The list of what may no longer boot (dbx) has other entries than that of the baseline.',
    'Something that was forbidden may start on this host.',
    trustOrUndo,
    hgs,
  ),
  'secure-boot-variable-changed': says(
    'Secure Boot variable was changed',
    'A variable of Secure Boot is not that of the baseline: {measured} instead of {trusted}.',
    'It takes part in deciding what may boot.',
    trustOrUndo,
    hgs,
  ),
  'boot-authority-changed': says(
    'Another key verified the boot',
    'Another key verified what booted: {measured} instead of {trusted}.',
    otherSigner,
    trustOrUndo,
    hgs,
  ),
  'boot-authority-added': says(
    'One more key verified the boot',
    'One more key verified what booted: {measured}.',
    otherSigner,
    `Find what was started beside Windows. ${trustOrUndo}`,
    hgs,
  ),

  // Firmware and devices, PCR 0 and 2.
  'firmware-updated': says(
    'Firmware has another version',
    'The firmware has another version: {measured} instead of {trusted}.',
    otherFirmware,
    afterUpdate('a firmware update', 'install the approved firmware and restart the host.'),
    hgs,
  ),
  'firmware-version-changed': says(
    'Firmware tells another version',
    'The firmware tells another version ({measured} instead of {trusted}), and its code is that of the baseline.',
    'The version string was changed without the code: firmware updates do not look like this.',
    'Install the approved firmware from its maker again, and restart the host.',
    host,
  ),
  'firmware-code-changed': says(
    'Firmware code was changed',
    'The code of the firmware was changed under the same version: {measured} has another content.',
    otherFirmware,
    'Install the approved firmware from its maker again. If it differs after that, take the host out of service and treat it as compromised.',
    host,
  ),
  'firmware-code-added': says(
    'Firmware has one more module',
    'The firmware measured something more: {measured}.',
    otherFirmware,
    `Find the module or setting that brought it. ${trustOrUndo}`,
    hgs,
  ),
  'firmware-code-removed': says(
    'Firmware lacks a module',
    'The firmware lacks {trusted}.',
    otherFirmware,
    'Install the approved firmware from its maker again, and restart the host.',
    host,
  ),
  'firmware-error': says(
    'Firmware reported an error',
    'The firmware reported an error in PCR {pcr}.',
    'Its measurements ended early, so they do not show all that ran.',
    'Read the event log of the firmware (BMC), repair what it reports, and restart the host.',
    host,
  ),
  'option-rom-added': says(
    'Driver or option ROM was added',
    'A driver or option ROM was added: {measured}.',
    otherRom,
    `Find the device that was added. ${trustOrUndo}`,
    hgs,
  ),
  'option-rom-removed': says(
    'Driver or option ROM is missing',
    'A driver or option ROM is missing: {trusted}.',
    'A device was removed, failed, or its boot support was turned off.',
    `Find the device. ${trustOrUndo}`,
    hgs,
  ),
  'option-rom-changed': says(
    'Driver or option ROM was changed',
    'A driver or option ROM is another one: {measured}.',
    otherRom,
    `Find the device whose firmware was changed. ${trustOrUndo}`,
    hgs,
  ),

  // What was started, PCR 4 and 14.
  'boot-manager-replaced': says(
    'Boot manager was replaced',
    'The boot manager is another one: {measured} has another content.',
    'The first code of Windows decides what is loaded and reported after it.',
    'After an update of Windows, the HGS administrator trusts this boot as a new baseline; otherwise repair the boot files (bcdboot), and look for how they were replaced.',
    host,
  ),
  'boot-application-added': says(
    'Something was started before Windows',
    'Something else was started before Windows: {measured}.',
    'It ran with full access to memory before Windows could protect itself.',
    'Remove the boot entry or medium that it was started from, and restart the host.',
    host,
  ),
  'boot-application-removed': says(
    'Boot lacks a step of the baseline',
    'The boot lacks {trusted}.',
    'Windows was not started in the way of the baseline.',
    'Put the boot order back (first the Windows Boot Manager), and restart the host.',
    host,
  ),
  'boot-path-changed': says(
    'Way to the boot manager was changed',
    'The way to the boot manager is another one: {measured}.',
    'Something was tried or started before the Windows Boot Manager, e.g. a network or USB boot.',
    'Put the boot order back (first the Windows Boot Manager), take out boot media, and restart the host.',
    host,
  ),
  'boot-signers-changed': says(
    'Boot drivers have other signers',
    'What Windows loaded was signed by other keys than in the baseline.',
    'Boot drivers of another maker ran, or drivers of the same one were signed anew.',
    `Compare the boot drivers with a host that matches. ${trustOrUndo}`,
    hgs,
  ),
  'boot-signers-added': says(
    'Boot has one more stage or driver',
    'Windows loaded a further stage or driver, with signers that are not in the baseline.',
    'Boot drivers ran that no approved machine has.',
    `Compare the boot drivers with a host that matches. ${trustOrUndo}`,
    hgs,
  ),
  'boot-signers-removed': says(
    'Boot lacks a stage or driver',
    'Windows did not load a stage whose signers are in the baseline.',
    'A stage of the boot is missing.',
    `Compare the boot drivers with a host that matches. ${trustOrUndo}`,
    hgs,
  ),
  'boot-differs': says(
    'Boot differs from every baseline',
    'PCR {pcr} differs: {measured} instead of {trusted}.',
    'No approved machine starts like this.',
    trustOrUndo,
    hgs,
  ),

  // How Windows was started: facts of PCR 12 to 14.
  'boot-debug-on': says(
    'Boot debugging is on',
    'Boot debugging is on.',
    'A debugger can change what is loaded before Windows protects itself.',
    'Run on the host: bcdedit /bootdebug off, and restart.',
    host,
  ),
  'kernel-debug-on': says(
    'Kernel debugging is on',
    'Kernel debugging is on.',
    'A debugger can read and change the memory of the host.',
    'Run on the host: bcdedit /debug off, and restart.',
    host,
  ),
  'hypervisor-debug-on': says(
    'Hypervisor debugging is on',
    'Hypervisor debugging is on.',
    'A debugger can read the memory of every VM.',
    'Run on the host: bcdedit /set hypervisordebug off, and restart.',
    host,
  ),
  'test-signing-on': says(
    'Test signing is on',
    'Windows accepts test-signed drivers.',
    'Anybody can sign a kernel driver for this host.',
    'Run on the host: bcdedit /set testsigning off, and restart.',
    host,
  ),
  'flight-signing-on': says(
    'Flight signing is on',
    'Windows accepts code that is signed for preview builds (flight signing).',
    'Code runs in the kernel that was never released.',
    'Run on the host: bcdedit /set flightsigning off, and restart with a released build of Windows.',
    host,
  ),
  'safe-mode': says(
    'Host started in safe mode',
    'The host started in safe mode.',
    'Protections of Windows are not loaded in safe mode.',
    'Run on the host: bcdedit /deletevalue safeboot, and restart.',
    host,
  ),
  'windows-pe': says(
    'Host started Windows PE',
    'The host started Windows PE instead of its installation.',
    'A system of installation or rescue ran, with none of the protections of the host.',
    'Take out the medium or network boot entry, and restart from the system disk.',
    host,
  ),
  'debug-state-unknown': says(
    'Boot log does not tell whether debugging is off',
    'The log does not say whether debugging is off.',
    'A debugger may be attached.',
    'Restart the host into a released build of Windows; if it repeats, update Windows.',
    host,
  ),
  'code-integrity-off': says(
    'Code integrity is off',
    'Windows did not check the signatures of its drivers.',
    'Any code can run in the kernel, whatever policy is deployed.',
    'Run on the host: bcdedit /deletevalue nointegritychecks, turn driver signature enforcement on, and restart.',
    host,
  ),
  'code-integrity-policy-missing': says(
    'No code integrity policy was measured',
    'The host started without a code integrity policy.',
    'Any program can run on it.',
    'Deploy a trusted code integrity policy to the host (Repair does), and restart it.',
    'fabric administrator',
  ),
  'code-integrity-policy-untrusted': says(
    'Code integrity policy is not trusted by HGS',
    'The host started with a code integrity policy that HGS does not trust.',
    'Programs may run on it that nobody approved.',
    'Deploy a trusted code integrity policy to the host (Repair does) and restart it; or the HGS administrator trusts this one.',
    'fabric administrator',
  ),
  'hypervisor-code-integrity-off': says(
    'Hypervisor-enforced code integrity is off',
    'The hypervisor does not enforce code integrity (memory integrity).',
    'Kernel code of the host can be changed while it runs.',
    'Turn on virtualization-based protection of code integrity by group policy, and restart.',
    host,
  ),
  'virtual-secure-mode-off': says(
    'Virtual secure mode is off',
    'Virtualization-based security did not run when the host started.',
    'There is no protected place for the identity key of the host, nor for the keys of VMs.',
    'Turn on virtualization-based security by group policy, see in msinfo32 what the platform lacks, and restart.',
    host,
  ),
  'identity-key-missing': says(
    'Host has no identity key',
    'Virtual secure mode ran, but measured no identity key.',
    'HGS can seal the keys of VMs to nothing that only this host has.',
    'Restart the host; if it repeats, update Windows and the firmware, and see that the TPM is ready (Get-Tpm).',
    host,
  ),
  'identity-key-weak': says(
    'Identity key is too weak',
    'The identity key of virtual secure mode cannot be certified: {detail}.',
    'Keys that are sealed to it could be broken.',
    'Update Windows on the host, and restart it so that it makes a new key.',
    host,
  ),
  'not-full-boot': says(
    'Host resumed instead of booting',
    'The host came back from hibernation instead of starting afresh.',
    'Memory was read from disk: what it held is not measured.',
    'Restart the host (Repair does), and turn off fast start-up and hibernation.',
    'Gatehouse',
  ),
  'iommu-off': says(
    'IOMMU is off',
    'Virtualization-based security does not require protection against DMA.',
    'A device could read the memory of VMs.',
    'Turn on VT-d or AMD-Vi in firmware set-up, choose “Secure Boot and DMA Protection” for virtualization-based security by group policy, and restart.',
    host,
  ),
  'pagefile-unencrypted': says(
    'Page file is not encrypted',
    'The page file of the host is not encrypted.',
    readable,
    'Run on the host: fsutil behavior set encryptpagingfile 1, and restart.',
    host,
  ),
  'bitlocker-off': says(
    'BitLocker is off',
    'The system volume of the host was not unlocked by BitLocker.',
    'Whoever takes the disk can change the system.',
    'Turn on BitLocker for the system volume and restart; or the HGS administrator disables this policy.',
    host,
  ),
  'hibernation-on': says(
    'Hibernation is on',
    'The host may hibernate.',
    'It would write the memory of shielded VMs to disk.',
    'Run on the host: powercfg /hibernate off, and restart.',
    host,
  ),
  'dumps-on': says(
    'Memory dumps are on',
    'The host may write memory dumps.',
    'A dump holds memory of shielded VMs.',
    'Turn off crash and live dumps on the host, and restart; or the HGS administrator disables this policy and dumps are encrypted with a trusted key.',
    host,
  ),
  'dump-encryption-off': says(
    'Memory dumps are not encrypted',
    'Memory dumps of the host are not encrypted.',
    readable,
    'Turn off dumps, or set up dump encryption on the host, and restart.',
    host,
  ),
  'dump-encryption-key-unknown': says(
    'Dump encryption key is not trusted',
    'Memory dumps of the host are encrypted with a key that HGS does not trust.',
    'Somebody unknown could read the dumps.',
    'Use a trusted dump key on the host; or the HGS administrator trusts this one.',
    hgs,
  ),
} as const satisfies Readonly<Record<string, Words>>;

export type BootCause = keyof typeof bootCauses;
export const bootCauseCodes = Object.keys(bootCauses) as [BootCause, ...BootCause[]];
