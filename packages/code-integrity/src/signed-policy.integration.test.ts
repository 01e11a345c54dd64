/** Signed as the reference for OpenSSL says: `openssl cms -sign … -econtent_type …79.1`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MalformedError, utf8 } from '@gatehouse/bytes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePolicyXml, policyFactsOf, readPolicy, signedPolicyType } from './index.ts';

const tool = 'openssl';
const openssl = spawnSync(tool, ['version']).status === 0;
const policy = utf8(`<SiPolicy xmlns="urn:schemas-microsoft-com:sipolicy">
  <VersionEx>1.0.0.0</VersionEx><PlatformID>{2E07F7E4-194C-4D20-B7C9-6F44A6C5A234}</PlatformID>
  <PolicyTypeID>{A244370E-44C9-4C06-B551-F6016E563076}</PolicyTypeID>
  <Rules><Rule><Option>Enabled:Unsigned System Integrity Policy</Option></Rule></Rules>
</SiPolicy>`);

describe.skipIf(!openssl)('a policy signed by openssl', () => {
  let folder = '';
  const at = (name: string) => join(folder, name);
  const sign = (type: string, ...more: string[]) => {
    const files = ['-in', at('policy.bin'), '-signer', at('c.pem'), '-inkey', at('k.pem')];
    const options = ['-binary', '-md', 'sha256', '-econtent_type', type, '-outform', 'DER'];
    execFileSync(tool, ['cms', '-sign', ...options, ...files, ...more, '-out', at('p7b')]);
    return new Uint8Array(readFileSync(at('p7b')));
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-policy-'));
    writeFileSync(at('policy.bin'), compilePolicyXml(policy));
    const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('k.pem'), '-out', at('c.pem')];
    execFileSync(tool, ['req', '-x509', ...key, '-subj', '/CN=Signer'], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('has the facts and the content digest of the policy in it', () => {
    const bytes = sign(signedPolicyType, '-nodetach', '-noattr');
    const inner = compilePolicyXml(policy);
    const facts = policyFactsOf(readPolicy(bytes), bytes);
    const plain = policyFactsOf(readPolicy(inner), inner);
    expect(facts).toMatchObject({ form: 'signed', contentSha256: plain.sha256 });
    expect(facts.sha256).not.toBe(facts.contentSha256);
  });

  test('is refused with other content, or without it', () => {
    expect(() => readPolicy(sign('1.2.840.113549.1.7.1', '-nodetach'))).toThrow(
      'is no code integrity policy',
    );
    expect(() => readPolicy(sign(signedPolicyType))).toThrow(MalformedError);
  });
});
