import type { HealthNodeId } from '@gatehouse/contracts';
import type { NodeRule } from '../fold-input.ts';
import { attestationRule } from './attestation.ts';
import { codeIntegrityPolicyRule } from './code-integrity-policy.ts';
import { configurationRule } from './configuration.ts';
import { agentServiceRule, agentVersionRule } from './host-agent.ts';
import { winrmRule } from './network.ts';
import { clockRule, secureBootRule, tpmRule } from './platform.ts';
import { hyperVRule, vbsRule } from './virtualization.ts';

/** How each leaf of the tree is judged; a node without a rule takes the worst of its children. */
export const nodeRules: ReadonlyMap<HealthNodeId, NodeRule> = new Map<HealthNodeId, NodeRule>([
  ['network.winrm', winrmRule],
  ['hgs-client.code-integrity-policy', codeIntegrityPolicyRule],
  ['hgs-client.attestation', attestationRule],
  ['hgs-client.configuration', configurationRule],
  ['host-agent.service', agentServiceRule],
  ['host-agent.version', agentVersionRule],
  ['virtualization.hyper-v', hyperVRule],
  ['virtualization.vbs', vbsRule],
  ['platform.tpm', tpmRule],
  ['platform.secure-boot', secureBootRule],
  ['platform.clock', clockRule],
]);
