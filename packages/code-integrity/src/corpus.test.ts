/**
 * Published policies, and one that Microsoft's own compiler made. Skipped where the corpus is
 * absent: GATEHOUSE_SHARED_DATA names its folder.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type CodeIntegrityPolicy,
  compilePolicyXml,
  encodePolicy,
  notCompilableReason,
  readPolicy,
} from './index.ts';

const data =
  process.env['GATEHOUSE_SHARED_DATA'] ?? join(import.meta.dirname, '../../../../shared/data');
const folder = join(data, 'cipolicies');
const present = existsSync(folder);
const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)));
const xmlFiles = present
  ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.xml'),
    )
  : [];

/** Signers with the attributes that they refer to: the same whatever the order of equal rules. */
const signersOf = ({ signers, fileRules }: CodeIntegrityPolicy) =>
  signers.map((signer) => ({
    ...signer,
    fileAttributes: signer.fileAttributes.map((at) => fileRules[at]),
  }));

describe.skipIf(!present)('published policies', () => {
  test('the compiled one is read to its last byte and written again, byte for byte', () => {
    const bytes = file('WDAC-Toolkit/test.bin');
    const policy = readPolicy(bytes);
    expect(policy).toMatchObject({ formatVersion: 7, options: 0x82890000 });
    expect(encodePolicy(policy)).toEqual(bytes);
  });

  test('compiling gives the signers, attributes and options that the real compiler gave', () => {
    const real = readPolicy(file('WDAC-Toolkit/test.bin'));
    const ours = readPolicy(compilePolicyXml(file('WDAC-Toolkit/WDACPolicy.xml')));
    expect(signersOf(ours)).toEqual(signersOf(real));
    expect(ours.options).toBe(real.options);
    const names = (policy: CodeIntegrityPolicy) =>
      policy.fileRules
        .filter(({ kind }) => kind === 'attributes')
        .map(({ fileName, productName }) => [fileName, productName]);
    expect(names(ours)).toEqual(names(real));
    const user = ({ scenarios }: CodeIntegrityPolicy) => scenarios[1]?.product;
    expect(user(ours)?.allowed).toEqual(user(real)?.allowed);
  });

  test.each(xmlFiles)('reads %s; compiled, it says the same', (name) => {
    const policy = readPolicy(file(name));
    if (notCompilableReason(policy) !== null) return;
    const { form: _form, content: _content, friendlyName: _name, ...body } = policy;
    expect(readPolicy(encodePolicy(policy))).toMatchObject(body);
  });
});
