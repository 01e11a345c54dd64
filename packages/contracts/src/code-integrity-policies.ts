import { z } from 'zod';
import { base64, byId, instant, listOf, listQuery, name, nothing, sha256 } from './common.ts';
import { route } from './route.ts';

/** What can be read from an App Control (WDAC) policy without applying it. */
export const policyFacts = z.object({
  /** From the policy's settings or XML, else null: the binary form often has none. */
  friendlyName: z.string().nullable(),
  version: z.string(),
  policyId: z.string().nullable(),
  basePolicyId: z.string().nullable(),
  kind: z.enum(['base', 'supplemental', 'app-id-tagging']),
  form: z.enum(['xml', 'binary', 'signed']),
  mode: z.enum(['enforced', 'audit']),
  options: z.array(z.string()),
  rules: z.object({
    allow: z.number().int(),
    deny: z.number().int(),
    fileAttributes: z.number().int(),
    hashes: z.number().int(),
    paths: z.number().int(),
    signers: z.number().int(),
    updateSigners: z.number().int(),
  }),
  signingScenarios: z.array(z.enum(['kernel', 'user', 'other'])),
  /** SHA-256 of the file. */
  sha256,
  /** SHA-256 of the policy inside a signed file; equal to `sha256` otherwise. */
  contentSha256: sha256,
  size: z.number().int(),
});
export type PolicyFacts = z.infer<typeof policyFacts>;

export const codeIntegrityPolicy = z.object({
  id: z.uuid(),
  name: z.string(),
  fileName: z.string(),
  facts: policyFacts,
  /** Whether a host can be given this file; an XML policy has to be compiled first. */
  deployable: z.boolean(),
  notDeployableReason: z.string().nullable(),
  usedBy: z.number().int(),
  addedAt: instant,
  addedBy: z.string(),
});
export type CodeIntegrityPolicy = z.infer<typeof codeIntegrityPolicy>;

/** 8 MiB: the largest published block list is half a megabyte. */
export const policyFile = base64.max(Math.ceil((8 * 1024 * 1024) / 3) * 4);

export const codeIntegrityPolicyRoutes = {
  listCodeIntegrityPolicies: route({
    method: 'GET',
    path: '/api/code-integrity-policies',
    summary: 'The code integrity policy library',
    permission: 'code-integrity-policies.read',
    query: listQuery,
    response: listOf(codeIntegrityPolicy),
  }),
  addCodeIntegrityPolicy: route({
    method: 'POST',
    path: '/api/code-integrity-policies',
    summary: 'Adds a policy: compiled (.p7b, .bin, .cip) or XML',
    permission: 'code-integrity-policies.write',
    body: z.object({ name, fileName: z.string().trim().min(1).max(255), content: policyFile }),
    response: codeIntegrityPolicy,
    status: 201,
  }),
  inspectCodeIntegrityPolicy: route({
    method: 'POST',
    path: '/api/code-integrity-policies/inspect',
    summary: 'Reads a policy file without keeping it',
    permission: 'code-integrity-policies.read',
    body: z.object({ fileName: z.string().trim().min(1).max(255), content: policyFile }),
    response: policyFacts,
  }),
  removeCodeIntegrityPolicy: route({
    method: 'DELETE',
    path: '/api/code-integrity-policies/:id',
    summary: 'Removes a policy that no host is configured with',
    permission: 'code-integrity-policies.write',
    params: byId,
    response: nothing,
    status: 204,
  }),
};
