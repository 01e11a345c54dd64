import { readFileSync } from 'node:fs';
import { compilePolicyXml } from '@gatehouse/code-integrity';

const compiled = (file: string): Uint8Array =>
  compilePolicyXml(
    new Uint8Array(readFileSync(new URL(`../../policies/${file}`, import.meta.url))),
  );

/** The enforced policy that the hosts of the fabric are meant to run: binary form. */
export const fabricPolicy = (): Uint8Array => compiled('allow-microsoft.xml');

/** A policy that nobody approved, for the fault of this name: binary form. */
export const untrustedPolicy = (): Uint8Array => compiled('untrusted.xml');
