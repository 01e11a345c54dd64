import { fromHex } from '@gatehouse/bytes';
import type { Step, StepGroup } from '../step.ts';

const nonce = '00112233445566778899aabbccddeeff';
const given = {
  secret: '0123456789abcdef',
  message: 'signed',
  /** Begins as what a TPM attests does (TPM_GENERATED_VALUE). */
  forged: fromHex('ff54434780180000'),
  'policy-a': fromHex(
    '8bbf2266537c171cb56e403c4dc1d4b64f432611dc386e6f532050c3278c930e143e8bb1133824ccb431053871c6db53',
  ),
  'policy-c': fromHex(
    'd6032ce61f2fb3c240eb3cf6a33237ef2b6a16f4293c22b455e261cffd217ad5b4947c2d73e63005eed2dc2b3593d165',
  ),
};

/** PolicyOR of PolicyA-384 and PolicyC-384: the policy of the high-range EK templates. */
const policyB = (number: string): Step => [
  `or-${number}`,
  'policyor -S s.ctx sha384:policy-a,policy-c',
  { output: 'exact' },
];

/** A policy session that satisfies the policy of an EK — EK Credential Profile §B.6. */
const openEk = (number: string, hash: string): readonly Step[] => [
  [`session-${number}`, `startauthsession --policy-session -g ${hash} -S s.ctx`],
  [`secret-${number}`, 'policysecret -S s.ctx -c e', { output: 'exact' }],
  ...(hash === 'sha384' ? [policyB(number)] : []),
];

interface Kind {
  readonly key: 'rsa' | 'ecc' | 'ecc384';
  /** Of the EK's name, and so of its policy session. */
  readonly hash: string;
  /** Options of createak. */
  readonly ak: string;
  readonly quoteHash: string;
  readonly selection: string;
}

/** A credential that the tool makes by itself; it knows the curve P-256 only. */
const withoutTpm = (key: string): readonly Step[] => [
  [
    'make-credential-without-tpm',
    `makecredential -T none -G ${key} -u ek.pem -s secret -n {ak.name} -o credential2`,
  ],
  ...openEk('2', 'sha256'),
  [
    'activate-2',
    'activatecredential -c ak.ctx -C ek.ctx -i credential2 -o out2 -P session:s.ctx',
    { equal: ['out2', 'secret'] },
  ],
  ['session-2-ends', 'flushcontext s.ctx'],
];

/** From the EK to a credential that only this TPM opens, and a quote. */
const flow = ({ key, hash, ak, quoteHash, selection }: Kind): readonly Step[] => [
  ['ek', `createek -c ek.ctx -G ${key} -u ek.pub`],
  ['ek-again', `createek -c ek2.ctx -G ${key} -u ek2.pub`, { equal: ['ek.pub', 'ek2.pub'] }],
  ['ek-pem', 'readpublic -c ek.ctx -o ek.pem -f pem'],
  ['ak', `createak -C ek.ctx -c ak.ctx ${ak} -u ak.pub -n ak.name -r ak.priv`],
  [
    'ak-public',
    'readpublic -c ak.ctx -o ak.pem -f pem -n ak2.name',
    { equal: ['ak.name', 'ak2.name'] },
  ],
  ['other-ak', `createak -C ek.ctx -c other.ctx ${ak} -n other.name`],
  ['make-credential', 'makecredential -u ek.pub -s secret -n {ak.name} -o credential'],
  ...openEk('1', hash),
  [
    'activate',
    'activatecredential -c ak.ctx -C ek.ctx -i credential -o out -P session:s.ctx',
    { equal: ['out', 'secret'] },
  ],
  ['session-1-ends', 'flushcontext s.ctx'],
  ...(key === 'ecc384' ? [] : withoutTpm(key)),
  ...openEk('3', hash),
  [
    'activate-for-another',
    'activatecredential -c other.ctx -C ek.ctx -i credential -o out3 -P session:s.ctx',
    { refused: 0x1df },
  ],
  ['session-3-ends', 'flushcontext s.ctx'],
  [
    'quote',
    `quote -c ak.ctx -l ${selection} -q ${nonce} -m q.msg -s q.sig -o q.pcrs -g ${quoteHash}`,
    { output: 'shape' },
  ],
];

const checked = (quoteHash: string): readonly Step[] => [
  ['check', `checkquote -u ak.pem -m q.msg -s q.sig -f q.pcrs -g ${quoteHash} -q ${nonce}`],
  [
    'check-other-nonce',
    `checkquote -u ak.pem -m q.msg -s q.sig -f q.pcrs -g ${quoteHash} -q 00`,
    { refused: 'by the tool' },
  ],
];

export const attestationEcc: StepGroup = {
  name: 'attestation-ecc',
  given,
  steps: [
    ...flow({
      key: 'ecc',
      hash: 'sha256',
      ak: '-G ecc -g sha256 -s ecdsa',
      quoteHash: 'sha256',
      selection: 'sha256:0,7,11,12,13,14',
    }),
    ...checked('sha256'),
    [
      'quote-of-two-banks',
      `quote -c ak.ctx -l sha1:0,1,2+sha256:7 -q ${nonce} -m q.msg -s q.sig -o q.pcrs -g sha256`,
    ],
    ['check-two-banks', `checkquote -u ak.pem -m q.msg -s q.sig -f q.pcrs -g sha256 -q ${nonce}`],
    ['quote-with-ek', 'quote -c ek.ctx -l sha256:0 -q 00 -m x.msg -s x.sig', { refused: 0x12f }],
    [
      'quote-other-scheme',
      'quote -c ak.ctx -l sha256:0 -q 00 -g sha384',
      { refused: 'by the tool' },
    ],
    ['sign-message', 'sign -c ak.ctx -g sha256 -o x.sig message'],
    ['verify-message', 'verifysignature -c ak.ctx -g sha256 -m message -s x.sig'],
    ['sign-attestation-like', 'sign -c ak.ctx -g sha256 -o x.sig forged', { refused: 0x3e0 }],
    ['certify', 'certify -c other.ctx -C ak.ctx -g sha256 -o c.attest -s c.sig'],
    [
      'time',
      'gettime -c ak.ctx -g sha256 -q 0011 -o t.sig --attestation t.attest',
      { output: 'own' },
    ],
    ['persist', 'evictcontrol -C o -c ak.ctx 0x81010007'],
    [
      'persistent-public',
      'readpublic -c 0x81010007 -n ak3.name',
      { equal: ['ak.name', 'ak3.name'] },
    ],
    ['persist-again', 'evictcontrol -C o -c ak.ctx 0x81010007', { refused: 0x14c }],
    ['persist-out-of-range', 'evictcontrol -C o -c ak.ctx 0x81800001', { refused: 0x1cd }],
    ['quote-by-persistent', `quote -c 0x81010007 -l sha256:0 -q ${nonce} -m q.msg -s q.sig`],
    ['evict', 'evictcontrol -C o -c 0x81010007'],
    ['evicted', 'readpublic -c 0x81010007', { refused: 0x18b }],
    [
      'activate-without-policy',
      'activatecredential -c ak.ctx -C ek.ctx -i credential -o out4',
      { refused: 0x12f },
    ],
    ['create-without-policy', 'create -C ek.ctx -G ecc -u x.pub -r x.priv', { refused: 0x12f }],
  ],
};

export const attestationRsa: StepGroup = {
  name: 'attestation-rsa',
  given,
  steps: [
    ...flow({
      key: 'rsa',
      hash: 'sha256',
      ak: '-G rsa -g sha256 -s rsassa',
      quoteHash: 'sha256',
      selection: 'sha256:0,7,11,12,13,14',
    }),
    ...checked('sha256'),
    ['pss-ak', 'createak -C ek.ctx -c pss.ctx -G rsa -g sha256 -s rsapss -u pss.pub -n pss.name'],
    [
      'pss-quote',
      `quote -c pss.ctx -l sha256:0,1 -q ${nonce} -m p.msg -s p.sig -g sha256 --scheme rsapss`,
    ],
    ['certificate', 'nvread 0x1c00002 -o ek.der', { output: 'own' }],
    ['certificate-public', 'nvreadpublic 0x1c00002', { output: 'own', shows: /written/ }],
    ['certificate-locked', 'nvwrite 0x1c00002 -C o -i secret', { refused: 0x148 }],
    [
      'get-certificate',
      'getekcertificate -o ek2.der',
      // A TPM with certificates of more keys prints the others.
      { output: 'own', equal: ['ek.der', 'ek2.der'] },
    ],
  ],
};

export const attestationP384: StepGroup = {
  name: 'attestation-p384',
  given,
  steps: [
    ...flow({
      key: 'ecc384',
      hash: 'sha384',
      ak: '-G ecc384 -g sha384 -s ecdsa',
      quoteHash: 'sha384',
      selection: 'sha384:0,7,11,12,13,14',
    }),
    ...checked('sha384'),
    ['certificate', 'nvread 0x1c00016 -o ek.der', { output: 'own' }],
  ],
};
