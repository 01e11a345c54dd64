import type { CommandName } from '@gatehouse/tpm';
import { asymmetricActions } from './commands/asymmetric.ts';
import { attestationActions } from './commands/attestation.ts';
import { capabilityActions } from './commands/capability.ts';
import { cipherActions } from './commands/ciphers.ts';
import { contextActions } from './commands/contexts.ts';
import { duplicationActions } from './commands/duplication.ts';
import { hierarchyActions } from './commands/hierarchies.ts';
import { nvActions } from './commands/nv.ts';
import { objectActions } from './commands/objects.ts';
import { pcrActions } from './commands/pcr.ts';
import { policyActions } from './commands/policies.ts';
import { policyAuthorizationActions } from './commands/policy-authorizations.ts';
import { sessionActions } from './commands/sessions.ts';
import { signingActions } from './commands/signing.ts';
import { startupActions } from './commands/startup.ts';
import type { Actions } from './execution.ts';

/** What each command does, once it has been read and authorized. */
export const actions: Actions<CommandName> = {
  ...startupActions,
  ...capabilityActions,
  ...pcrActions,
  ...objectActions,
  ...duplicationActions,
  ...asymmetricActions,
  ...cipherActions,
  ...contextActions,
  ...hierarchyActions,
  ...sessionActions,
  ...policyActions,
  ...policyAuthorizationActions,
  ...signingActions,
  ...attestationActions,
  ...nvActions,
};
