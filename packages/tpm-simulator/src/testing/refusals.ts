import type { CommandName } from '@gatehouse/tpm';
import { bytesOf, command, generator, sizedHex } from './raw-command.ts';

/** What is asked, the command, and the TPM_RC that swtpm answers; in order, on a TPM that has been started. */
export type Row = readonly [what: string, command: Uint8Array, code: number];

const owner = 0x40000001;
const nullHandle = 0x40000007;
const lockout = 0x4000000a;
const endorsement = 0x4000000b;
const platform = 0x4000000c;
/** Handles that the first objects and sessions get. */
const primary = 0x80000000;
const second = 0x80000001;
const hmacSession = 0x02000000;
const policySession = 0x03000001;
const trialSession = 0x03000002;
const index = (n: number): number => 0x01500000 + n;

const noSensitive = '0004 0000 0000';
const storage = '0023 000b 00030072 0000 0006 0080 0043 0010 0003 0010 0000 0000';
const signing = '0023 000b 00040072 0000 0010 0010 0003 0010 0000 0000';
const hmacKey = '0008 000b 00040072 0000 0005 000b 0000';
const sealed = '0008 000b 00000052 0000 0010 0000';
const words = (byte: string, count: number): string => byte.repeat(count);
const digest = (byte: string): string => sizedHex(words(byte, 32));

const createPrimary = (template: string, hierarchy = owner, sensitive = noSensitive) =>
  command('createPrimary', [hierarchy], `${sensitive} ${sizedHex(template)} 0000 00000000`);
const create = (template: string, sensitive = noSensitive) =>
  command('create', [primary], `${sensitive} ${sizedHex(template)} 0000 00000000`);
const flush = (handle: number) => command('flushContext', [], handle.toString(16).padStart(8, '0'));
const define = (n: number, attributes: string, size = '0008') =>
  command(
    'nvDefineSpace',
    [owner],
    `0000 000e ${index(n).toString(16).padStart(8, '0')} 000b ${attributes} 0000 ${size}`,
  );
const onIndex = (name: CommandName, n: number, parameters = '', auth = owner) =>
  command(name, [auth, index(n)], parameters);
const start = (kind: string, rest = '0010 000b', nonce = digest('07'), salt = '0000') =>
  command('startAuthSession', [nullHandle, nullHandle], `${nonce} ${salt} ${kind} ${rest}`);
const inPolicy = (name: CommandName, parameters = '', before: readonly number[] = []) =>
  command(name, [...before, policySession], parameters);
const authorizedBy = (area: string) => command('clear', [lockout], '', area);

/** The header, handles and authorization area — Part 3 §5. */
const framing: readonly Row[] = [
  ['a second Startup', command('startup', [], '0000'), 0x100],
  ['a tag of neither kind', bytesOf('8003 0000000a 00000144'), 0x084],
  ['a size that is not that of the bytes', bytesOf('8001 0000000b 00000144'), 0x142],
  ['an unknown command', bytesOf('8001 0000000a 00000fff'), 0x143],
  ['a handle cut short', bytesOf('8001 0000000c 00000173 0001'), 0x19a],
  ['no authorization where one is needed', bytesOf('8001 0000000e 00000126 4000000a'), 0x125],
  [
    'an authorization area of 8 bytes',
    bytesOf('8002 0000001a 00000126 4000000a 00000008 4000000900000000'),
    0x095,
  ],
  [
    'an area beyond the command',
    bytesOf('8002 0000001b 00000126 4000000a 00000109 400000090000010000'),
    0x095,
  ],
  ['a session that is not there', authorizedBy('02000005 0000 01 0000'), 0x918],
  ['an authorization by a hierarchy', authorizedBy('40000001 0000 01 0000'), 0x984],
  ['a nonce beside a password', authorizedBy('40000009 0001aa 01 0000'), 0x98f],
  ['a password that would decrypt', authorizedBy('40000009 0000 21 0000'), 0x982],
  ['reserved attributes', authorizedBy('40000009 0000 09 0000'), 0x9a1],
  ['four sessions', authorizedBy('40000009 0000 01 0000'.repeat(4)), 0xc95],
  ['a second password for nothing', authorizedBy('40000009 0000 01 0000'.repeat(2)), 0xa8b],
  ['an authorization cut short', authorizedBy('40000009 0000 01 0005'), 0x99a],
  [
    'sessions where there may be none',
    command('flushContext', [], '80000000', '40000009 0000 01 0000'),
    0x145,
  ],
  ['bytes behind the last parameter', bytesOf('8001 0000000d 0000017b 0010 00'), 0x095],
  ['a parameter cut short', bytesOf('8001 0000000b 0000017b 00'), 0x1da],
  ['an object that is not loaded', command('readPublic', [primary]), 0x910],
  ['a transient handle that there is not', command('readPublic', [0x80000005]), 0x184],
  ['a persistent object that there is not', command('readPublic', [0x81000000]), 0x18b],
  ['a hierarchy for an object', command('readPublic', [owner]), 0x184],
  ['an object that is not there, to flush', flush(0x80000005), 0x1c4],
  ['a persistent handle to flush', flush(0x81000000), 0x1c4],
  ['a session that is not there, to flush', flush(0x02000005), 0x1cb],
];

const capabilities: readonly Row[] = [
  ['an unknown capability', command('getCapability', [], '000000aa 00000000 00000001'), 0x1c4],
  ['PCRs from a property', command('getCapability', [], '00000005 00000001 00000001'), 0x2c4],
  [
    'handles of an unknown range',
    command('getCapability', [], '00000001 70000000 00000001'),
    0x2cb,
  ],
  ['an unknown kind of shutdown', command('shutdown', [], '0002'), 0x1c4],
  [
    'a self test of an unknown algorithm',
    command('incrementalSelfTest', [], '00000001 00ff'),
    0x1c4,
  ],
  ['an unknown type of parameters', command('testParms', [], '00ff'), 0x1ca],
  [
    'an unknown hash in parameters',
    command('testParms', [], '0023 0010 0018 00ff 0003 0010'),
    0x1c3,
  ],
  ['an unknown curve', command('testParms', [], '0023 0010 0018 000b 00ff 0010'), 0x1e6],
  ['a curve that there is not', command('eccParameters', [], '00ff'), 0x1e6],
  ['a clock set back', command('clockSet', [owner], '0000000000000001'), 0x1c4],
  ['a clock set too far', command('clockSet', [owner], 'ffffffffffffffff'), 0x1c4],
  ['a hash by an unknown algorithm', command('hash', [], '0000 00ff 40000007'), 0x2c3],
  ['a hash for no hierarchy', command('hash', [], '0000 000b 4000000a'), 0x3c4],
  [
    'a hash of too much',
    command('hash', [], `${sizedHex(words('aa', 1025))} 000b 40000007`),
    0x1d5,
  ],
];

const registers: readonly Row[] = [
  ['an unknown hash in a selection', command('pcrRead', [], '00000001 00ff 03 ff0000'), 0x1c3],
  ['a selection of two bytes', command('pcrRead', [], '00000001 000b 02 ff00'), 0x1c4],
  ['seventeen selections', command('pcrRead', [], '00000011 000b 03 ff0000'), 0x1d5],
  ['a reset of PCR 0', command('pcrReset', [0]), 0x907],
  ['a reset of PCR 17', command('pcrReset', [17]), 0x907],
  ['an extend of PCR 17', command('pcrExtend', [17], '00000000'), 0x907],
  ['an extend of PCR 20', command('pcrExtend', [20], '00000000'), 0x907],
  ['an extend of PCR 24', command('pcrExtend', [24], '00000000'), 0x184],
  ['an extend by an unknown hash', command('pcrExtend', [16], '00000001 00ff'), 0x1c3],
  ['a digest cut short', command('pcrExtend', [16], '00000001 000b aa'), 0x1da],
  [
    'an extend of nothing',
    command('pcrExtend', [nullHandle], `00000001 000b ${words('aa', 32)}`),
    0,
  ],
  [
    'an allocation of no bank',
    command(
      'pcrAllocate',
      [platform],
      '00000004 000403000000 000b03000000 000c03000000 000d03000000',
    ),
    0x127,
  ],
  ['an allocation', command('pcrAllocate', [platform], '00000001 0004 03 000000'), 0],
  ['Shutdown(STATE) before the reset that it needs', command('shutdown', [], '0001'), 0x1ca],
];

const templates: readonly Row[] = (
  [
    [
      'fixedTPM without fixedParent',
      '0023 000b 00030062 0000 0006 0080 0043 0010 0003 0010 0000 0000',
      0x2c2,
    ],
    [
      'fixedParent without fixedTPM',
      '0023 000b 00030070 0000 0006 0080 0043 0010 0003 0010 0000 0000',
      0x2c2,
    ],
    [
      'restricted for both uses',
      '0023 000b 00070072 0000 0006 0080 0043 0010 0003 0010 0000 0000',
      0x2c2,
    ],
    ['no use', '0023 000b 00000072 0000 0010 0010 0003 0010 0000 0000', 0x2c2],
    ['reserved attributes', '0023 000b 80040072 0000 0010 0010 0003 0010 0000 0000', 0x2e1],
    ['a key from elsewhere', '0023 000b 00040052 0000 0010 0010 0003 0010 0000 0000', 0x2c2],
    ['a policy of one byte', '0023 000b 00040072 0001aa 0010 0010 0003 0010 0000 0000', 0x2d5],
    [
      'a cipher for a signing key',
      '0023 000b 00040072 0000 0006 0080 0043 0010 0003 0010 0000 0000',
      0x2d6,
    ],
    ['no cipher for a storage key', '0023 000b 00030072 0000 0010 0010 0003 0010 0000 0000', 0x2d6],
    ['AES of 129 bits', '0023 000b 00030072 0000 0006 0081 0043 0010 0003 0010 0000 0000', 0x2c4],
    [
      'a scheme for a storage key',
      '0023 000b 00030072 0000 0006 0080 0043 0018 000b 0003 0010 0000 0000',
      0x2d2,
    ],
    [
      'no scheme for a restricted signing key',
      '0023 000b 00050072 0000 0010 0010 0003 0010 0000 0000',
      0x2d2,
    ],
    [
      'a scheme of RSA for ECC',
      '0023 000b 00040072 0000 0010 0014 000b 0003 0010 0000 0000',
      0x2d2,
    ],
    ['ECDSA for decryption', '0023 000b 00020072 0000 0010 0018 000b 0003 0010 0000 0000', 0x2d2],
    ['a KDF', '0023 000b 00040072 0000 0010 0010 0003 0020 000b 0000 0000', 0x2cc],
    ['RSA of 2049 bits', '0001 000b 00040072 0000 0010 0010 0801 00000000 0000', 0x2c4],
    ['RSA with exponent 4', '0001 000b 00040072 0000 0010 0010 0400 00000004 0000', 0x08d],
    [
      'encryptedDuplication with fixedTPM',
      '0023 000b 00040872 0000 0010 0010 0003 0010 0000 0000',
      0x2c2,
    ],
    ['sealed data without data', sealed, 0x2c2],
    ['an HMAC key without key', '0008 000b 00040052 0000 0005 000b 0000', 0x2c2],
    ['an HMAC key without scheme', '0008 000b 00040072 0000 0010 0000', 0x2d2],
    ['an unknown hash', '0023 00ff 00040072 0000 0010 0010 0003 0010 0000 0000', 0x2c3],
    ['an unknown type', '0024 000b 00040072 0000 0010 0010 0003 0010 0000 0000', 0x2ca],
    ['a byte too many', `${signing} 00`, 0x2d5],
  ] as const
).map(([what, template, code]) => [`a template with ${what}`, createPrimary(template), code]);

/** With a storage key at `primary`, and mostly a signing key at `second`. */
const objects: readonly Row[] = [
  ['a storage key', createPrimary(storage), 0],
  ['a primary key below a lockout', createPrimary(signing, lockout), 0x184],
  [
    'an authValue of 33 bytes',
    createPrimary(signing, owner, sizedHex(`${sizedHex(words('aa', 33))} 0000`)),
    0x1d5,
  ],
  ['a signing key', createPrimary(signing), 0],
  [
    'an object below a signing key',
    command('create', [second], `${noSensitive} ${sizedHex(signing)} 0000 00000000`),
    0x18a,
  ],
  [
    'a private area of two bytes',
    command('load', [primary], `0002aaaa ${sizedHex(signing)}`),
    0x1d5,
  ],
  ['sealed data for RSA', create(sealed, sizedHex(`0000 ${sizedHex(words('aa', 129))}`)), 0x1d5],
  ['a persistent handle that is none', command('evictControl', [owner, second], '80000000'), 0x1c4],
  [
    'a persistent handle of the platform',
    command('evictControl', [owner, second], '81800000'),
    0x1cd,
  ],
  [
    "the owner's object, for the platform",
    command('evictControl', [platform, second], '81800000'),
    0x285,
  ],
  ['a persistent object', command('evictControl', [owner, second], '81000001'), 0],
  ['the same handle again', command('evictControl', [owner, second], '81000001'), 0x14c],
  ['a signing key that unseals', command('unseal', [second]), 0x18a],
  ['a quote by a storage key', command('quote', [primary], '0000 0010 00000000'), 0x19c],
  ['a quote by nobody', command('quote', [nullHandle], '0000 0010 00000000'), 0x2d2],
  ['a quote without scheme', command('quote', [second], '0000 0010 00000000'), 0x2d2],
  ['a quote by RSA', command('quote', [second], '0000 0014 000b 00000000'), 0x2d2],
  [
    'a quote by a key that is not loaded',
    command('quote', [0x80000002], '0000 0010 00000000'),
    0x910,
  ],
  [
    'a signature of one byte',
    command('sign', [second], '0001aa 0018 000b 8024 40000007 0000'),
    0x1d5,
  ],
  [
    'a signature without scheme',
    command('sign', [second], `${digest('aa')} 0010 8024 40000007 0000`),
    0x2d2,
  ],
  [
    'a ticket that nobody gave',
    command(
      'sign',
      [second],
      `${digest('aa')} 0018 000b 8024 40000001 ${sizedHex(words('aa', 64))}`,
    ),
    0x3e0,
  ],
  [
    'a ticket of another kind',
    command('sign', [second], `${digest('aa')} 0018 000b 8022 40000007 0000`),
    0x3d7,
  ],
  [
    'a ticket of no hierarchy',
    command('sign', [second], `${digest('aa')} 0018 000b 8024 40000009 0000`),
    0x3c4,
  ],
  [
    'an RSA signature by an ECC key',
    command('verifySignature', [second], `${digest('aa')} 0014 000b 0001aa`),
    0x2d2,
  ],
  [
    'a signature by a storage key',
    command('verifySignature', [primary], `${digest('aa')} 0018 000b 0001aa 0001aa`),
    0x182,
  ],
  [
    'a wrong signature',
    command('verifySignature', [second], `${digest('aa')} 0018 000b 0001aa 0001aa`),
    0x2db,
  ],
  [
    'a credential with a wrong secret',
    command('activateCredential', [second, primary], '0002aaaa 0002aaaa'),
    0x2d5,
  ],
  [
    'a credential with a point off the curve',
    command(
      'activateCredential',
      [second, primary],
      `0002aaaa ${sizedHex(`${digest('01')} ${digest('02')}`)}`,
    ),
    0x2e7,
  ],
  [
    'a credential for a signing key',
    command('activateCredential', [primary, second], '0002aaaa 0002aaaa'),
    0x28a,
  ],
  ['a credential by a signing key', command('makeCredential', [second], '0001aa 0001aa'), 0x18a],
  [
    'a credential of 33 bytes',
    command('makeCredential', [primary], `${sizedHex(words('aa', 33))} 0001aa`),
    0x1d5,
  ],
  [
    'a salt for a signing key',
    command('startAuthSession', [second, nullHandle], `${digest('07')} 0001aa 00 0010 000b`),
    0x182,
  ],
  [
    'a salt that is none',
    command('startAuthSession', [primary, nullHandle], `${digest('07')} 0001aa 00 0010 000b`),
    0x2c4,
  ],
  ['an HMAC by a storage key', command('hmac', [primary], '0000 0010'), 0x18a],
  ['an update of a key', command('sequenceUpdate', [primary], '0000'), 0x1c9],
  ['the end of a key', command('sequenceComplete', [primary], '0000 40000007'), 0x189],
  ['an RSA decryption by an ECC key', command('rsaDecrypt', [primary], '0001aa 0010 0000'), 0x19c],
  ['the signing key, flushed', flush(second), 0],
  ['a key with a password', createPrimary(signing, owner, sizedHex(`${sizedHex('70')} 0000`)), 0],
  [
    'that key with another password',
    command(
      'sign',
      [second],
      `${digest('aa')} 0018 000b 8024 40000007 0000`,
      '40000009 0000 01 000171',
    ),
    0x98e,
  ],
  ['the key with a password, flushed', flush(second), 0],
  [
    'a context that nobody saved',
    command(
      'contextLoad',
      [],
      `0000000000000001 80000000 40000001 ${sizedHex(`0040 ${words('aa', 300)}`)}`,
    ),
    0x1df,
  ],
  ['an HMAC key', createPrimary(hmacKey), 0],
  ['an HMAC by another hash', command('hmac', [second], '0001aa 000c'), 0x2c4],
  ['an HMAC key that unseals', command('unseal', [second]), 0x182],
  ['the HMAC key, flushed', flush(second), 0],
  ['a key of the null hierarchy', createPrimary(signing, nullHandle), 0],
  ['that key, persistent', command('evictControl', [owner, second], '81000003'), 0x282],
  ['that key, flushed', flush(second), 0],
  [
    'an external point off its curve',
    command(
      'loadExternal',
      [],
      `0000 ${sizedHex(`0023 000b 00040000 0000 0010 0010 0003 0010 ${digest('00')} ${digest('00')}`)} 40000007`,
    ),
    0x2e7,
  ],
  [
    'an external storage key with AES of 129 bits',
    command(
      'loadExternal',
      [],
      `0000 ${sizedHex(`0023 000b 00030000 0000 0006 0081 0043 0010 0003 0010 ${generator}`)} 40000007`,
    ),
    0x2c4,
  ],
  [
    'an external key of no hierarchy',
    command('loadExternal', [], `0000 ${sizedHex(signing)} 40000008`),
    0x3c4,
  ],
  [
    'an external modulus of a byte',
    command(
      'loadExternal',
      [],
      `0000 ${sizedHex('0001 000b 00040000 0000 0010 0010 0800 00000000 0001ff')} 40000007`,
    ),
    0x2dc,
  ],
  [
    'a sequence with too long an authValue',
    command('hashSequenceStart', [], `${sizedHex(words('aa', 65))} 000b`),
    0x1d5,
  ],
  ['a sequence', command('hashSequenceStart', [], '0000 000b'), 0],
  ['the public area of a sequence', command('readPublic', [second]), 0x103],
  ['a quote by a sequence', command('quote', [second], '0000 0010 00000000'), 0x19c],
  ['a persistent sequence', command('evictControl', [owner, second], '81000005'), 0x282],
  [
    'an event by a sequence of one hash',
    command('eventSequenceComplete', [16, second], '0000'),
    0x289,
  ],
  ['an event by a key', command('eventSequenceComplete', [16, primary], '0000'), 0x289],
  [
    'the end of a sequence for no hierarchy',
    command('sequenceComplete', [second], '0000 40000008'),
    0x2c4,
  ],
  ['the sequence, flushed', flush(second), 0],
];

const free = '00020002';
const storageRows: readonly Row[] = [
  ['an index that there is not', command('nvReadPublic', [index(9)]), 0x18b],
  ['a persistent handle for an index', command('nvReadPublic', [0x81000001]), 0x184],
  ['a counter', define(1, '00020012'), 0],
  ['an index of bits', define(2, '00020022'), 0],
  ['an index to extend', define(3, '00020042', '0020'), 0],
  ['an ordinary index', define(4, free), 0],
  ['an index with authWrite and authRead', define(5, '00060006'), 0],
  ['the same index again', define(4, free), 0x14c],
  ['an index that nobody reads', define(6, '00000002'), 0x2c2],
  ['an index that nobody writes', define(6, '00020000'), 0x2c2],
  ['an index that is written', define(6, '20020002'), 0x2c2],
  ['an index of an unknown type', define(6, '00020032'), 0x2c2],
  ["the platform's index, by the owner", define(6, '40020002'), 0x182],
  ['an index only a policy removes, by the owner', define(6, '00020402'), 0x2c2],
  ['an index of 2049 bytes', define(6, free, '0801'), 0x2d5],
  ['a counter of 9 bytes', define(6, '00020012', '0009'), 0x2d5],
  ['an index to extend of 16 bytes', define(6, '00020042', '0010'), 0x2d5],
  ['a counter that is cleared', define(6, '08020012'), 0x2c2],
  ['reserved attributes of an index', define(6, '00120002'), 0x2e1],
  ['an increment of bits', onIndex('nvIncrement', 2), 0x282],
  ['an extend of a counter', onIndex('nvExtend', 1, '0001aa'), 0x282],
  ['bits of a counter', onIndex('nvSetBits', 1, words('00', 8)), 0x282],
  ['a write of bits', onIndex('nvWrite', 2, '0001aa 0000'), 0x082],
  ['a write of too much', onIndex('nvWrite', 4, `${sizedHex(words('aa', 9))} 0000`), 0x146],
  ['a write at the end', onIndex('nvWrite', 4, '0001aa 0008'), 0x146],
  ['a write behind the end', onIndex('nvWrite', 4, '0001aa 0009'), 0x2c4],
  ['a read of what was not written', onIndex('nvRead', 3, '0001 0000'), 0x14a],
  ['a write', onIndex('nvWrite', 4, `${sizedHex(words('aa', 8))} 0000`), 0],
  ['a read of too much', onIndex('nvRead', 4, '0009 0000'), 0x146],
  ['a read behind the end', onIndex('nvRead', 4, '0000 0009'), 0x2c4],
  ['a read over the buffer', onIndex('nvRead', 4, '0800 0000'), 0x1c4],
  ['a lock that is not allowed', onIndex('nvWriteLock', 4), 0x282],
  ['a lock for reading that is not allowed', onIndex('nvReadLock', 4), 0x282],
  ['a read without authRead', onIndex('nvRead', 4, '0001 0000', index(4)), 0x12f],
  ["a read by another index's authorization", onIndex('nvRead', 4, '0001 0000', index(5)), 0x149],
  ['a read by the platform', onIndex('nvRead', 4, '0001 0000', platform), 0x149],
  ['a new authValue without policy', command('nvChangeAuth', [index(4)], '0001aa'), 0x124],
  ['a removal without policy', command('nvUndefineSpaceSpecial', [index(4), platform]), 0x124],
];

const sessions: readonly Row[] = [
  ['a nonce under 16 bytes', start('00', '0010 000b', '0008 0000000000000000'), 0x1d5],
  ['a nonce of 33 bytes', start('00', '0010 000b', sizedHex(words('00', 33))), 0x1d5],
  ['a salt without key', start('00', '0010 000b', digest('07'), '0001aa'), 0x2c4],
  ['a session of an unknown kind', start('02'), 0x3c4],
  ['a session with AES-CBC', start('00', '0006 0080 0042 000b'), 0x4c9],
  ['a session with AES of 129 bits', start('00', '0006 0081 0043 000b'), 0x4c4],
  ['an HMAC session', start('00'), 0],
  ['a policy session', start('01'), 0],
  ['a trial session', start('03'), 0],
  ['the digest of an HMAC session', command('policyGetDigest', [hmacSession]), 0x184],
  ['a session for nothing', command('getRandom', [], '0010', '02000000 0000 01 0000'), 0x982],
  [
    'a decryption of no TPM2B',
    command('nvRead', [owner, index(4)], '0001 0000', `02000000 ${digest('07')} 21 0000`),
    0x982,
  ],
  [
    'an encryption without algorithm',
    command('nvRead', [owner, index(4)], '0001 0000', `02000000 ${digest('07')} 41 0000`),
    0x996,
  ],
  ['an authorization by a trial', command('clear', [lockout], '', '03000002 0000 01 0000'), 0x982],
  [
    'a policy for a hierarchy that has none',
    command('clear', [lockout], '', '03000001 0000 01 0000'),
    0x12f,
  ],
  ['PolicyOR of one', inPolicy('policyOr', `00000001 ${digest('00')}`), 0x1d5],
  ['PolicyOR of others', inPolicy('policyOr', `00000002 ${digest('01')} ${digest('02')}`), 0x1c4],
  [
    'PolicyPCR of another value',
    inPolicy('policyPcr', `${digest('11')} 00000001 000b 03 010000`),
    0x1c4,
  ],
  ['PolicyLocality of none', inPolicy('policyLocality', '00'), 0x1cd],
  ['PolicyLocality of 0', inPolicy('policyLocality', '01'), 0],
  ['PolicyLocality of 1, then', inPolicy('policyLocality', '02'), 0x1cd],
  ['PolicyCommandCode of an unknown command', inPolicy('policyCommandCode', '00000fff'), 0x1e4],
  ['PolicyCommandCode of Sign', inPolicy('policyCommandCode', '0000015d'), 0],
  ['PolicyCommandCode of Unseal, then', inPolicy('policyCommandCode', '0000015e'), 0x1c4],
  ['PolicyCpHash of a byte', inPolicy('policyCpHash', '0001aa'), 0x1d5],
  ['PolicyCpHash', inPolicy('policyCpHash', digest('aa')), 0],
  ['another PolicyCpHash, then', inPolicy('policyCpHash', digest('bb')), 0x151],
  ['PolicyNameHash, then', inPolicy('policyNameHash', digest('bb')), 0x151],
  ['PolicyTemplate, then', inPolicy('policyTemplate', digest('bb')), 0x151],
  ['PolicyDuplicationSelect, then', inPolicy('policyDuplicationSelect', '0001aa 0001bb 01'), 0x151],
  [
    'PolicyAuthorize of another policy',
    inPolicy(
      'policyAuthorize',
      `0001aa 0000 ${sizedHex(`000b ${words('aa', 32)}`)} 8022 40000007 0000`,
    ),
    0x1c4,
  ],
  [
    'PolicySecret with another nonce',
    inPolicy('policySecret', '0001aa 0000 0000 00000000', [owner]),
    0x1cf,
  ],
  [
    'PolicySecret with a cpHash of a byte',
    inPolicy('policySecret', '0000 0001aa 0000 00000000', [owner]),
    0x2d5,
  ],
  [
    'PolicySecret with another cpHash',
    inPolicy('policySecret', `0000 ${digest('cc')} 0000 00000000`, [owner]),
    0x151,
  ],
  [
    'PolicySigned by a storage key',
    inPolicy('policySigned', '0000 0000 0000 00000000 0018 000b 0001aa 0001aa', [primary]),
    0x5db,
  ],
  [
    'PolicySigned by RSA with an ECC key',
    inPolicy('policySigned', '0000 0000 0000 00000000 0014 000b 0001aa', [primary]),
    0x5d2,
  ],
  ['PolicyNvWritten', inPolicy('policyNvWritten', '01'), 0],
  ['PolicyNvWritten of the contrary', inPolicy('policyNvWritten', '00'), 0x1c4],
  ['PolicyNV that holds', inPolicy('policyNv', '0001aa 0000 0000', [owner, index(4)]), 0],
  ['PolicyNV that does not', inPolicy('policyNv', '0001ab 0000 0000', [owner, index(4)]), 0x126],
  ['PolicyNV behind the end', inPolicy('policyNv', '0001ab 0009 0000', [owner, index(4)]), 0x2c4],
  [
    'PolicyNV of too much',
    inPolicy('policyNv', `${sizedHex(words('aa', 9))} 0000 0000`, [owner, index(4)]),
    0x1d5,
  ],
  [
    'PolicyNV by an unknown operation',
    inPolicy('policyNv', '0001aa 0000 00ff', [owner, index(4)]),
    0x3c4,
  ],
  ['PolicyCounterTimer behind the end', inPolicy('policyCounterTimer', '0001aa 001a 0000'), 0x2c4],
  [
    'PolicyCounterTimer of too much',
    inPolicy('policyCounterTimer', `${sizedHex(words('aa', 26))} 0000 0000`),
    0x08d,
  ],
  [
    'PolicyTicket without timeout',
    inPolicy('policyTicket', '0000 0000 0000 0000 8025 40000007 0000'),
    0x1d5,
  ],
  [
    'PolicyTicket that nobody gave',
    inPolicy('policyTicket', `0008 ${words('ff', 8)} 0000 0000 0000 8025 40000007 0000`),
    0x5e0,
  ],
  [
    'PolicyTicket of another kind',
    inPolicy('policyTicket', '0000 0000 0000 0000 8022 40000007 0000'),
    0x5d7,
  ],
  [
    'PolicyTicket for a trial',
    command(
      'policyTicket',
      [trialSession],
      `0008 ${words('ff', 8)} 0000 0000 0000 8025 40000007 0000`,
    ),
    0x182,
  ],
  ['a session, saved', command('contextSave', [hmacSession]), 0],
  ['a saved session, saved again', command('contextSave', [hmacSession]), 0x910],
];

const hierarchies: readonly Row[] = [
  [
    'the owner, switched off by endorsement',
    command('hierarchyControl', [endorsement], '40000001 00'),
    0x124,
  ],
  [
    'the null hierarchy, switched off',
    command('hierarchyControl', [platform], '40000007 00'),
    0x1c4,
  ],
  ['a policy of one byte', command('setPrimaryPolicy', [owner], '0001aa 000b'), 0x1d5],
  ['a policy of no hash', command('setPrimaryPolicy', [owner], '0001aa 0010'), 0x1d5],
  [
    'an authValue of 65 bytes',
    command('hierarchyChangeAuth', [owner], sizedHex(words('aa', 65))),
    0x1d5,
  ],
  ['Clear allowed by the lockout', command('clearControl', [lockout], '00'), 0x08e],
  ['Clear forbidden', command('clearControl', [lockout], '01'), 0],
  ['Clear, then', command('clear', [lockout]), 0x120],
  ['Clear allowed by the platform', command('clearControl', [platform], '00'), 0],
  ['an authValue of the owner', command('hierarchyChangeAuth', [owner], '0001aa'), 0],
  ['the owner without it', createPrimary(signing), 0x9a2],
  ['an authValue of the lockout', command('hierarchyChangeAuth', [lockout], '0001aa'), 0],
  ['the lockout without it', command('clear', [lockout]), 0x98e],
  ['the lockout after that', command('clear', [lockout], '', '40000009 0000 01 0001aa'), 0x921],
  ['the owner, switched off', command('hierarchyControl', [platform], '40000001 00'), 0],
  ['a key of a hierarchy that is off', createPrimary(signing), 0x185],
  ['an index of a hierarchy that is off', command('nvReadPublic', [index(4)]), 0x18b],
  ['an object of a hierarchy that is off', command('readPublic', [0x81000001]), 0x18b],
];

export const refusals: readonly Row[] = [
  ...framing,
  ...capabilities,
  ...registers,
  ...templates,
  ...objects,
  ...storageRows,
  ...sessions,
  ...hierarchies,
];
