import type { Step, StepAction } from '../step.ts';
import { attestNewStep, attestStep } from './attest-steps.ts';
import {
  clearHgsUrlsStep,
  deployPolicyStep,
  removeStep,
  resyncClockStep,
  setHgsUrlsStep,
  startAgentStep,
  startServiceStep,
} from './changing-steps.ts';
import { reachHgsStep } from './reach-hgs-step.ts';
import {
  authenticateStep,
  identifyStep,
  readAgainStep,
  readStep,
  readTpmIdentityStep,
  resolveStep,
} from './reading-steps.ts';
import { restartIfNeededStep, restartStep } from './restart-steps.ts';

/** What each step does. */
export const stepTable: Readonly<Record<StepAction, Step>> = {
  resolve: resolveStep,
  identify: identifyStep,
  authenticate: authenticateStep,
  read: readStep,
  'read-tpm-identity': readTpmIdentityStep,
  'reach-hgs': reachHgsStep,
  'set-hgs-urls': setHgsUrlsStep,
  'clear-hgs-urls': clearHgsUrlsStep,
  'deploy-code-integrity-policy': deployPolicyStep(false),
  'redeploy-code-integrity-policy': deployPolicyStep(true),
  'restart-if-needed': restartIfNeededStep,
  restart: restartStep,
  'start-hgs-client': startServiceStep('HgClientService'),
  'start-hyper-v': startServiceStep('vmms'),
  'start-agent': startAgentStep,
  'resync-clock': resyncClockStep,
  attest: attestStep,
  'attest-new': attestNewStep,
  'read-again': readAgainStep,
  remove: removeStep,
};
