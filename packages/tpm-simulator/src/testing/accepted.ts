import { concat, toHex } from '@gatehouse/bytes';
import { hash } from '@gatehouse/bytes/crypto';
import { type CommandName, commands, handleName } from '@gatehouse/tpm';
import { command, generator, sizedHex } from './raw-command.ts';

/** What is asked, and the command, which succeeds; in order, on a TPM that has been started. */
export type AcceptedRow = readonly [what: string, command: Uint8Array];

const owner = 0x40000001;
const nullHandle = 0x40000007;
const lockout = 0x4000000a;
const endorsement = 0x4000000b;
const platform = 0x4000000c;
const primary = 0x80000000;
const child = 0x80000001;
const third = 0x80000002;
const hmacSession = 0x02000000;
const policySession = 0x03000000;
const trialSession = 0x03000001;
const index = (n: number): number => 0x01500000 + n;

const hexOf = (handle: number): string => handle.toString(16).padStart(8, '0');
const noSensitive = '0004 0000 0000';
const digest = (byte: string): string => sizedHex(byte.repeat(32));
const ecdsa = '0018 000b';
const noTicket = '8024 40000007 0000';

/** PolicyCommandCode of one command, SHA-256. */
const commandPolicy = (name: CommandName): string => {
  const parts = [commands.policyCommandCode.code, commands[name].code].map(handleName);
  return sizedHex(toHex(hash('sha256', concat(new Uint8Array(32), ...parts))));
};

const storage = '0023 000b 00030072 0000 0006 0080 0043 0010 0003 0010 0000 0000';
const signing = '0023 000b 00040072 0000 0010 0010 0003 0010 0000 0000';
const sealed = '0008 000b 00000052 0000 0010 0000';
const hmacKey = '0008 000b 00040072 0000 0005 000b 0000';
const aesKey = '0025 000b 00060072 0000 0006 0080 0043 0000';
const rsaKey = '0001 000b 00020072 0000 0010 0010 0400 00000000 0000';
const agreementKey = '0023 000b 00020072 0000 0010 0010 0003 0010 0000 0000';
const duplicable = `0023 000b 00040060 ${commandPolicy('duplicate')} 0010 0010 0003 0010 0000 0000`;

const create = (template: string, sensitive = noSensitive) =>
  command('createLoaded', [primary], `${sensitive} ${sizedHex(template)}`);
const flush = (handle: number) => command('flushContext', [], hexOf(handle));
const start = (kind: string) =>
  command('startAuthSession', [nullHandle, nullHandle], `${digest('07')} 0000 ${kind} 0010 000b`);
const byPolicy = '03000000 0000 01 0000';
const inPolicy = (name: CommandName, parameters = '', before: readonly number[] = []) =>
  command(name, [...before, policySession], parameters);
const inTrial = (name: CommandName, parameters = '', before: readonly number[] = []) =>
  command(name, [...before, trialSession], parameters);
const restart = ['a policy anew', inPolicy('policyRestart')] as const;
const define = (n: number, attributes: string, size = '0008', policy = '0000', by = owner) => {
  const area = `${hexOf(index(n))} 000b ${attributes} ${policy} ${size}`;
  return command('nvDefineSpace', [by], `0000 ${sizedHex(area)}`);
};
const onIndex = (name: CommandName, n: number, parameters = '') =>
  command(name, [owner, index(n)], parameters);

const system: readonly AcceptedRow[] = [
  ['a self test', command('selfTest', [], '01')],
  ['a self test of SHA-256', command('incrementalSelfTest', [], '00000001 000b')],
  ['its result', command('getTestResult')],
  ['parameters of RSA', command('testParms', [], '0001 0010 0014 000b 0800 00000000')],
  ['a curve', command('eccParameters', [], '0004')],
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(
    (group): AcceptedRow => [
      `capability ${group}`,
      command('getCapability', [], `${hexOf(group)} 00000000 00000010`),
    ],
  ),
  ['random bytes', command('getRandom', [], '0010')],
  ['entropy', command('stirRandom', [], digest('5a'))],
  ['the clock', command('readClock')],
  ['a clock that is faster', command('clockRateAdjust', [owner], '01')],
  ['a clock that is set', command('clockSet', [owner], '0000000010000000')],
];

const registers: readonly AcceptedRow[] = [
  ['PCRs', command('pcrRead', [], '00000002 000b 03 ff7800 0004 03 010000')],
  ['an extend', command('pcrExtend', [7], `00000001 000b ${'aa'.repeat(32)}`)],
  ['an event', command('pcrEvent', [16], sizedHex('65766e74'))],
  ['an event for nothing', command('pcrEvent', [nullHandle], '0000')],
  ['a reset', command('pcrReset', [16])],
  ['an event in pieces', command('hashSequenceStart', [], '0000 0010')],
  ['a piece', command('sequenceUpdate', [primary], digest('01'))],
  ['its end', command('eventSequenceComplete', [16, primary], digest('02'))],
  ['an allocation', command('pcrAllocate', [platform], '00000001 000b 03 ffffff')],
];

/** With a storage key at `primary`. */
const objects: readonly AcceptedRow[] = [
  [
    'a storage key',
    command(
      'createPrimary',
      [owner],
      `${noSensitive} ${sizedHex(storage)} 0000 00000001 000b 03 010000`,
    ),
  ],
  [
    'an object below',
    command('create', [primary], `${noSensitive} ${sizedHex(signing)} 0001aa 00000000`),
  ],
  ['its public area', command('readPublic', [primary])],
  [
    'a credential',
    command('makeCredential', [primary], `${digest('cc')} ${sizedHex(`000b ${'dd'.repeat(32)}`)}`),
  ],
  ['a signing key', create(signing)],
  ['a signature', command('sign', [child], `${digest('aa')} ${ecdsa} ${noTicket}`)],
  ['a quote', command('quote', [child], `0001aa ${ecdsa} 00000001 000b 03 ff0000`)],
  ['a certificate', command('certify', [child, child], `0001aa ${ecdsa}`)],
  ['the time', command('getTime', [endorsement, child], `0001aa ${ecdsa}`)],
  ['the time by nobody', command('getTime', [endorsement, nullHandle], '0001aa 0010')],
  ['a new authValue', command('objectChangeAuth', [child, primary], '0001aa')],
  ['a persistent key', command('evictControl', [owner, primary], '81000001')],
  ['no persistent key', command('evictControl', [owner, 0x81000001], '81000001')],
  ['an HMAC session', start('00')],
  ['random bytes that are audited', command('getRandom', [], '0008', '02000000 0000 81 0000')],
  [
    'what was audited',
    command('getSessionAuditDigest', [endorsement, child, hmacSession], `0001aa ${ecdsa}`),
  ],
  ['the end of the session', flush(hmacSession)],
  ['the end of the key', flush(child)],
  ['sealed data', create(sealed, sizedHex(`0000 ${sizedHex('736563726574')}`))],
  ['what is sealed', command('unseal', [child])],
  ['the end of it', flush(child)],
  ['a hash', command('hash', [], `${digest('aa')} 000c 40000001`)],
  [
    'an external key',
    command(
      'loadExternal',
      [],
      `0000 ${sizedHex(`0001 000b 00040000 0000 0010 0010 0400 00000000 ${sizedHex('ff'.repeat(128))}`)} 40000001`,
    ),
  ],
  ['the end of that', flush(child)],
  ['an HMAC key', create(hmacKey)],
  ['an HMAC', command('hmac', [child], `${digest('aa')} 0010`)],
  ['an HMAC in pieces', command('hmacStart', [child], '0000 0010')],
  ['its piece', command('sequenceUpdate', [third], digest('01'))],
  ['its result', command('sequenceComplete', [third], '0000 40000007')],
  ['a signature by HMAC', command('sign', [child], `${digest('aa')} 0010 ${noTicket}`)],
  ['the end of the HMAC key', flush(child)],
  ["a cipher's key", create(aesKey)],
  [
    'encryption',
    command('encryptDecrypt2', [child], `${digest('01')} 00 0010 ${sizedHex('00'.repeat(16))}`),
  ],
  [
    'decryption',
    command('encryptDecrypt', [child], `01 0043 ${sizedHex('00'.repeat(16))} 0003 aabbcc`),
  ],
  ['the end of the cipher', flush(child)],
  ['a key for agreements', create(agreementKey)],
  ['an agreement', command('ecdhKeyGen', [child])],
  ['the other side', command('ecdhZGen', [child], sizedHex(generator))],
  ['the end of agreements', flush(child)],
  [
    'an RSA key',
    command('createPrimary', [owner], `${noSensitive} ${sizedHex(rsaKey)} 0000 00000000`),
  ],
  ['RSA encryption', command('rsaEncrypt', [child], '0003 aabbcc 0015 0000')],
  ['RSA-OAEP encryption', command('rsaEncrypt', [child], '0003 aabbcc 0017 0004 0002 6100')],
  [
    'RSA decryption',
    command('rsaDecrypt', [child], `${sizedHex(`00${'5a'.repeat(127)}`)} 0010 0000`),
  ],
  ['the end of RSA', flush(child)],
  ['a key that may leave', create(duplicable)],
  ['a policy session', start('01')],
  ['the policy to leave', inPolicy('policyCommandCode', hexOf(commands.duplicate.code))],
  ['the key that leaves', command('duplicate', [child, primary], '0000 0010', byPolicy)],
  ['the end of the key that left', flush(child)],
];

/** With the policy session of before, and a trial. */
const policies: readonly AcceptedRow[] = [
  ['a trial session', start('03')],
  ['an index to compare', define(1, '00060006')],
  ['its content', onIndex('nvWrite', 1, '0008 0102030405060708 0000')],
  restart,
  ['PolicySecret', inPolicy('policySecret', '0000 0000 0000 fffffff0', [owner])],
  ['PolicyPCR', inPolicy('policyPcr', '0000 00000001 000b 03 000001')],
  ['PolicyLocality', inPolicy('policyLocality', '03')],
  ['PolicyAuthValue', inPolicy('policyAuthValue')],
  ['PolicyPassword', inPolicy('policyPassword')],
  ['PolicyPhysicalPresence', inPolicy('policyPhysicalPresence')],
  ['PolicyNvWritten', inPolicy('policyNvWritten', '01')],
  ['PolicyNV', inPolicy('policyNv', '0002 0203 0001 0000', [owner, index(1)])],
  ['PolicyCounterTimer', inPolicy('policyCounterTimer', '0001 00 0000 0000')],
  ['the digest', inPolicy('policyGetDigest')],
  restart,
  ['PolicyCpHash', inPolicy('policyCpHash', digest('aa'))],
  restart,
  ['PolicyNameHash', inPolicy('policyNameHash', digest('aa'))],
  restart,
  ['PolicyTemplate', inPolicy('policyTemplate', digest('aa'))],
  restart,
  ['PolicyDuplicationSelect', inPolicy('policyDuplicationSelect', '0001aa 0001bb 01')],
  ['PolicyOR of a trial', inTrial('policyOr', `00000002 ${digest('01')} ${digest('02')}`)],
  [
    'PolicyAuthorize of a trial',
    inTrial(
      'policyAuthorize',
      `0000 0000 ${sizedHex(`000b ${'aa'.repeat(32)}`)} 8022 40000007 0000`,
    ),
  ],
  ['PolicyAuthorizeNV of a trial', inTrial('policyAuthorizeNv', '', [owner, index(1)])],
  [
    'PolicySigned of a trial',
    inTrial('policySigned', `0000 0000 0000 00000000 ${ecdsa} 0001aa 0001aa`, [primary]),
  ],
];

const indices: readonly AcceptedRow[] = [
  ['a counter', define(2, '00020012')],
  ['a count', onIndex('nvIncrement', 2)],
  ['bits', define(3, '00020022')],
  ['a bit', onIndex('nvSetBits', 3, '0000000000000005')],
  ['an index to extend', define(4, '00020042', '0020')],
  ['its extend', onIndex('nvExtend', 4, '0003 616263')],
  ['an index with locks', define(5, '8002c002')],
  ['its content', onIndex('nvWrite', 5, '0001 aa 0000')],
  ['its public area', command('nvReadPublic', [index(5)])],
  ['its read', onIndex('nvRead', 5, '0001 0000')],
  ['its lock for reading', onIndex('nvReadLock', 5)],
  ['its lock for writing', onIndex('nvWriteLock', 5)],
  ['the lock of all', command('nvGlobalWriteLock', [owner])],
  ['its removal', onIndex('nvUndefineSpace', 5)],
  ['a signing key', create(signing)],
  [
    'a certified index',
    command('nvCertify', [child, owner, index(1)], `0001aa ${ecdsa} 0004 0000`),
  ],
  [
    'an index as a digest',
    command('nvCertify', [child, owner, index(1)], `0001aa ${ecdsa} 0000 0000`),
  ],
  ['the end of the key', flush(child)],
  ['an index with a policy', define(6, '00060006', '0008', commandPolicy('nvChangeAuth'))],
  restart,
  ['its policy', inPolicy('policyCommandCode', hexOf(commands.nvChangeAuth.code))],
  ['its new authValue', command('nvChangeAuth', [index(6)], '0001aa', byPolicy)],
  [
    "the platform's index",
    define(7, '40010401', '0008', commandPolicy('nvUndefineSpaceSpecial'), platform),
  ],
  restart,
  [
    'the policy of its removal',
    inPolicy('policyCommandCode', hexOf(commands.nvUndefineSpaceSpecial.code)),
  ],
  [
    'its removal by policy',
    command(
      'nvUndefineSpaceSpecial',
      [index(7), platform],
      '',
      `${byPolicy} 40000009 0000 01 0000`,
    ),
  ],
];

const hierarchies: readonly AcceptedRow[] = [
  [
    'parameters of the lockout',
    command('dictionaryAttackParameters', [lockout], '00000005 00000064 00000064'),
  ],
  ['a reset of the lockout', command('dictionaryAttackLockReset', [lockout])],
  ['a policy of the owner', command('setPrimaryPolicy', [owner], `${digest('aa')} 000b`)],
  ['no policy of the owner', command('setPrimaryPolicy', [owner], '0000 0010')],
  ['endorsement off', command('hierarchyControl', [endorsement], '4000000b 00')],
  ['endorsement on', command('hierarchyControl', [platform], '4000000b 01')],
  ['an authValue of endorsement', command('hierarchyChangeAuth', [endorsement], '0001aa')],
  ['a new EPS', command('changeEps', [platform])],
  ['a new PPS', command('changePps', [platform])],
  ['no Clear', command('clearControl', [lockout], '01')],
  ['Clear allowed', command('clearControl', [platform], '00')],
  ['Clear', command('clear', [platform])],
  ['Shutdown', command('shutdown', [], '0000')],
];

/** Every command but those whose parameters another one's answer gives. */
export const accepted: readonly AcceptedRow[] = [
  ...system,
  ...registers,
  ...objects,
  ...policies,
  ...indices,
  ...hierarchies,
];
