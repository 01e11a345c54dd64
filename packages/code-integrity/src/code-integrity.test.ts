import { fromHex, MalformedError, utf8, utf16le } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePolicyXml, encodePolicy, policyFactsOf, readPolicy } from './index.ts';

const xml = (inside: string, attributes = 'PolicyType="Base Policy"') =>
  utf8(`<?xml version="1.0" encoding="utf-8"?>
<SiPolicy xmlns="urn:schemas-microsoft-com:sipolicy" ${attributes}>
  <VersionEx>10.1.2.3</VersionEx>
  <PlatformID>{2E07F7E4-194C-4D20-B7C9-6F44A6C5A234}</PlatformID>
  <PolicyID>{11111111-2222-3333-4444-555555555555}</PolicyID>
  <BasePolicyID>{11111111-2222-3333-4444-555555555555}</BasePolicyID>
${inside}
</SiPolicy>`);

const full = xml(`  <Rules>
    <Rule><Option>Enabled:Unsigned System Integrity Policy</Option></Rule>
    <Rule><Option>Enabled:UMCI</Option></Rule>
    <Rule><Option>Disabled:Default Windows Certificate Remapping</Option></Rule>
  </Rules>
  <EKUs><EKU ID="ID_EKU_A" Value="010a2b0601040182370a0306" /></EKUs>
  <FileRules>
    <FileAttrib ID="ID_FILEATTRIB_A" FileName="*" ProductName="VIRTUAL" MinimumFileVersion="1.2" />
    <Allow ID="ID_ALLOW_A" FilePath="%OSDRIVE%\\tools\\*" />
    <Deny ID="ID_DENY_B" FileName="zeta.exe" />
    <Deny ID="ID_DENY_A" Hash="AABBCC" AppIDs="$(one)$(two)" />
  </FileRules>
  <Macros><Macro Id="one" Value="1" /><Macro Id="two" Value="2" /></Macros>
  <Signers>
    <Signer ID="ID_SIGNER_A" Name="A" SignTimeAfter="2020-01-01T00:00:00Z">
      <CertRoot Type="Wellknown" Value="06" /><CertEKU ID="ID_EKU_A" />
      <CertPublisher Value="Contoso" /><FileAttribRef RuleID="ID_FILEATTRIB_A" />
    </Signer>
    <Signer ID="ID_SIGNER_B" Name="B"><CertRoot Type="TBS" Value="0102030405" /></Signer>
  </Signers>
  <SigningScenarios>
    <SigningScenario Value="131" ID="ID_SIGNINGSCENARIO_K"><ProductSigners><AllowedSigners>
      <AllowedSigner SignerId="ID_SIGNER_A"><ExceptDenyRule DenyRuleID="ID_DENY_B" /></AllowedSigner>
    </AllowedSigners></ProductSigners></SigningScenario>
    <SigningScenario Value="12" ID="ID_SIGNINGSCENARIO_U"><ProductSigners>
      <DeniedSigners><DeniedSigner SignerId="ID_SIGNER_B" /></DeniedSigners>
      <FileRulesRef><FileRuleRef RuleID="ID_ALLOW_A" /></FileRulesRef>
    </ProductSigners></SigningScenario>
  </SigningScenarios>
  <HvciOptions>2</HvciOptions>
  <Settings><Setting Provider="PolicyInfo" Key="Information" ValueName="Name">
    <Value><String>Fixture</String></Value></Setting></Settings>`);

/** Format 2 by hand: no rules, one EKU, one scenario; the smallest policy with something in it. */
const annotated = fromHex(
  [
    '02000000', // formatVersion
    '4e3744a2094c064cb551f6016e563076', // policyTypeId, GUID
    'e4f7072e194c204db7c96f44a6c5a234', // platformId, GUID
    '00000880', // options: 0x80000000 | unsigned 0x80000
    '01000000 00000000 00000000 01000000', // EKUs, file rules, signers, scenarios
    '03000200 01000a00', // version 10.1.2.3
    '40000000', // length of the header
    '05000000 01032a0304 000000', // EKU: 5 bytes, padded to 8
    '00000000 00000000', // UpdatePolicySigners, CiSigners
    '83000000 00000000 0c800000', // scenario 131, no inherited ones, SHA-256
    '000000000000000000000000'.repeat(3), // Product, Test, TestSigning: nothing
    '00000000 00000000', // HvciOptions, Settings
    '03000000', // end: format + 1
  ]
    .join('')
    .replaceAll(' ', ''),
);

describe('a binary policy', () => {
  test('reads the annotated bytes, and writes them again', () => {
    const policy = readPolicy(annotated);
    expect(policy).toMatchObject({ formatVersion: 2, hvciOptions: 0, policyId: null });
    expect(policy.scenarios.map(({ value }) => value)).toEqual([131]);
    expect(encodePolicy(policy)).toEqual(annotated);
    expect(policyFactsOf(policy, annotated)).toMatchObject({
      version: '10.1.2.3',
      mode: 'enforced',
      kind: 'base',
      form: 'binary',
      options: ['Enabled:Unsigned System Integrity Policy'],
      signingScenarios: ['kernel'],
      size: annotated.length,
    });
  });

  test('refuses every truncation', () => {
    for (const whole of [annotated, compilePolicyXml(full)])
      for (let length = 0; length < whole.length; length++)
        expect(() => readPolicy(whole.subarray(0, length)), String(length)).toThrow(MalformedError);
  });

  test('refuses trailing bytes, other tags and indexes that lead nowhere, with the byte', () => {
    expect(() => readPolicy(Uint8Array.of(...annotated, 0))).toThrow(
      /at byte \d+: 1 trailing bytes/,
    );
    const tag = annotated.with(annotated.length - 4, 9);
    expect(() => readPolicy(tag)).toThrow(
      `at byte ${annotated.length - 4}: tag 9 where tag 3 must be`,
    );
    const signer = annotated.with(0x50, 1);
    expect(() => readPolicy(signer)).toThrow(/at byte \d+: there is no signer 0/);
    expect(() => readPolicy(annotated.with(0, 12))).toThrow('format 12 is not one of 2 to 11');
    expect(() => readPolicy(annotated.with(0x2b, 0xff))).toThrow('cannot be in');
  });

  test('raises nothing but MalformedError, whatever the bytes', () => {
    const compiled = compilePolicyXml(full);
    const reads = (bytes: Uint8Array) => {
      try {
        readPolicy(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), reads), { numRuns: 300 });
    fc.assert(
      fc.property(fc.nat(compiled.length - 1), fc.nat(255), (at, byte) =>
        reads(compiled.with(at, byte)),
      ),
      { numRuns: 1000 },
    );
  });

  test('survives a rewrite of every newer block', () => {
    const policy = {
      ...readPolicy(compilePolicyXml(full)),
      formatVersion: 11,
      appSettings: [
        {
          id: 'manifest',
          settings: [
            { name: 'a', value: true },
            { name: 'b', value: 7 },
            { name: 'c', value: 'text' },
            { name: 'd', value: ['x', 'y'] },
          ],
          ignoreAuditPolicies: true,
        },
      ],
      hotpatches: [{ rule: 0, required: 1, minimumSequence: 2, maximumSequence: 0xffffffff }],
      artifacts: {
        rules: [
          {
            type: 1,
            action: 0,
            name: 'n',
            description: '',
            minimumVersion: 1n,
            maximumVersion: 2n,
            hash: new Uint8Array(32),
          },
        ],
        signers: [{ signer: 1, rules: [0] }],
        scenarios: [
          { allowed: [0], denied: [], rules: [0] },
          { allowed: [], denied: [1], rules: [] },
        ],
      },
      ekuExceptions: [{ signer: 0, ekus: [0] }],
    };
    const bytes = encodePolicy(policy);
    const { form: _form, content: _content, ...again } = readPolicy(bytes);
    expect(policy).toMatchObject(again);
    expect(encodePolicy(readPolicy(bytes))).toEqual(bytes);
  });
});

test('any policy is read as it was written', () => {
  const text = fc.string({ maxLength: 12 });
  const bytes = fc.uint8Array({ maxLength: 40 });
  const version = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
  const u32 = fc.nat(0xffffffff);
  const guid = fc.uuid();
  const fileRule = fc.record({
    kind: fc.constantFrom('deny', 'allow', 'attributes'),
    fileName: text,
    minimumVersion: version,
    maximumVersion: version,
    hash: bytes,
    appIds: fc.array(text, { maxLength: 3 }),
    internalName: text,
    fileDescription: text,
    productName: text,
    packageFamilyName: text,
    packageVersion: version,
    filePath: text,
  });
  const signer = fc.record({
    root: fc.oneof(fc.nat(255), bytes),
    ekus: fc.constant([0]),
    issuer: text,
    publisher: text,
    oemId: text,
    fileAttributes: fc.constant([0]),
    signTimeAfter: version,
  });
  const part = fc.record({
    allowed: fc.constantFrom([], [{ signer: 0, except: [0] }]),
    denied: fc.constantFrom([], [{ signer: 0, except: [] }]),
    fileRules: fc.constantFrom([], [0]),
  });
  const scenario = fc.record({
    value: fc.nat(255),
    inherited: fc.constantFrom([], [0]),
    minimumHash: u32,
    product: part,
    test: part,
    testSigning: part,
  });
  const setting = fc.record({
    provider: text,
    key: text,
    valueName: text,
    value: fc.oneof(fc.boolean(), u32, text, bytes),
  });
  const policy = fc.record({
    formatVersion: fc.constant(7),
    policyTypeId: guid,
    platformId: guid,
    options: u32,
    version,
    ekus: fc.array(bytes, { minLength: 1, maxLength: 3 }),
    fileRules: fc.array(fileRule, { minLength: 1, maxLength: 4 }),
    signers: fc.array(signer, { minLength: 1, maxLength: 3 }),
    updatePolicySigners: fc.constantFrom([], [0]),
    ciSigners: fc.constantFrom([], [0]),
    scenarios: fc.array(scenario, { minLength: 1, maxLength: 2 }),
    hvciOptions: u32,
    settings: fc.array(setting, { maxLength: 4 }),
    policyId: guid,
    basePolicyId: guid,
    supplementalPolicySigners: fc.constantFrom([], [0]),
  });
  const newer = {
    appSettings: [],
    hotpatches: [],
    artifacts: { rules: [], signers: [], scenarios: [] },
    ekuExceptions: [],
  };
  fc.assert(
    fc.property(policy, (body) => {
      expect(readPolicy(encodePolicy({ ...body, ...newer }))).toMatchObject(body);
    }),
    { numRuns: 200 },
  );
});

describe('an XML policy', () => {
  test('is compiled: rules sorted, references by index, options as bits and settings', () => {
    const policy = readPolicy(compilePolicyXml(full));
    expect(policy.fileRules.map(({ kind, fileName }) => [kind, fileName])).toEqual([
      ['deny', ''],
      ['deny', 'zeta.exe'],
      ['allow', ''],
      ['attributes', '*'],
    ]);
    expect(policy.fileRules[0]?.appIds).toEqual(['1', '2']);
    expect(policy.fileRules[1]?.minimumVersion).toBe(0xffffffffffffffffn);
    expect(policy.fileRules[3]?.minimumVersion).toBe(0x0001000200000000n);
    expect(policy.signers).toMatchObject([
      { root: 6, ekus: [0], publisher: 'Contoso', fileAttributes: [3] },
      { root: fromHex('0102030405'), signTimeAfter: 0n },
    ]);
    expect(policy.signers[0]?.signTimeAfter).toBe(132223104000000000n);
    expect(policy.scenarios[0]?.product.allowed).toEqual([{ signer: 0, except: [1] }]);
    expect(policy.scenarios[1]?.product).toEqual({
      allowed: [],
      denied: [{ signer: 1, except: [] }],
      fileRules: [2],
    });
    expect(policy).toMatchObject({ hvciOptions: 2, options: 0x80080004 });
    expect(policy.settings.map(({ provider }) => provider)).toEqual(['Microsoft', 'PolicyInfo']);
  });

  test('has the same facts before and after, but for its digests', () => {
    const compiled = compilePolicyXml(full);
    const before = policyFactsOf(readPolicy(full), full);
    const after = policyFactsOf(readPolicy(compiled), compiled);
    const { sha256, contentSha256, size } = after;
    expect({ ...before, form: 'binary', sha256, contentSha256, size }).toEqual(after);
    expect(after).toMatchObject({
      friendlyName: 'Fixture',
      policyId: '11111111-2222-3333-4444-555555555555',
      rules: { allow: 1, deny: 2, fileAttributes: 1, hashes: 1, paths: 1, signers: 2 },
      signingScenarios: ['kernel', 'user'],
    });
  });

  test('may begin with a byte order mark, or be UTF-16', () => {
    const text = new TextDecoder().decode(full);
    const marked = utf8(`\u{feff}${text}`);
    const wide = utf16le(`\u{feff}${text.replace('utf-8', 'utf-16')}`);
    for (const bytes of [marked, wide]) expect(readPolicy(bytes).version).toBe(0x000a000100020003n);
  });

  test.each([
    ['an option that is unknown', '<Rules><Rule><Option>Enabled:Nothing</Option></Rule></Rules>'],
    [
      'a rule that is not there',
      '<Signers><Signer ID="S"><CertRoot Type="TBS" Value="00"/><FileAttribRef RuleID="X"/></Signer></Signers>',
    ],
    ['a hash that is not hexadecimal', '<FileRules><Allow ID="A" Hash="XY"/></FileRules>'],
    ['two rules of one ID', '<FileRules><Allow ID="A"/><Deny ID="A"/></FileRules>'],
    [
      'a version of five parts',
      '<FileRules><Allow ID="A" MinimumFileVersion="1.2.3.4.5"/></FileRules>',
    ],
    [
      'two scenarios of one value',
      '<SigningScenarios><SigningScenario Value="12" ID="A"/><SigningScenario Value="12" ID="B"/></SigningScenarios>',
    ],
    ['an element that is mistyped', '<Sigers/>'],
    ['an attribute that is mistyped', '<FileRules><Deny ID="A" FileNam="x"/></FileRules>'],
    ['a second list of rules', '<Rules/><Rules/>'],
    ['a document type', '<!DOCTYPE a>'],
  ])('refuses %s and names the line', (_, inside) => {
    expect(() => readPolicy(xml(inside))).toThrow(/(line |: )7\b/);
  });

  test('is refused where Windows would refuse it', () => {
    expect(() => compilePolicyXml(xml(''))).toThrow('needs UpdatePolicySigners');
    const supplemental = xml(
      `<Rules><Rule><Option>Enabled:Unsigned System Integrity Policy</Option></Rule>
      <Rule><Option>Enabled:Allow Supplemental Policies</Option></Rule></Rules>`,
      'PolicyType="Supplemental Policy"',
    );
    expect(() => compilePolicyXml(supplemental)).toThrow('a supplemental policy must not have');
    expect(() => compilePolicyXml(annotated)).toThrow('is not XML');
  });

  test.each([
    ['AppSettings', '<AppSettings><App Manifest="m"/></AppSettings>'],
    ['RequireHotpatchID', '<FileRules><Allow ID="A" RequireHotpatchID="A"/></FileRules>'],
  ])('with %s is shown, but never compiled without it', (part, inside) => {
    const bytes = xml(inside);
    expect(readPolicy(bytes).notCompiled).toEqual([part]);
    expect(() => compilePolicyXml(bytes)).toThrow(`${part} are not compiled here`);
  });

  test('of an AppID tagging policy keeps its tags as settings', () => {
    const tagging = xml(
      `<SigningScenarios><SigningScenario Value="12" ID="A"><AppIDTags EnforceDLL="true">
       <AppIDTag Key="team" Value="red"/></AppIDTags></SigningScenario></SigningScenarios>`,
      'PolicyType="AppID Tagging Policy"',
    );
    const facts = policyFactsOf(readPolicy(tagging), tagging);
    expect(facts).toMatchObject({ kind: 'app-id-tagging', mode: 'audit' });
    expect(readPolicy(tagging).settings.map(({ valueName }) => valueName)).toEqual([
      'team',
      'DefaultPolicy',
      'EnforceDLL',
    ]);
  });
});
