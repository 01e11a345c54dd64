import type { StepGroup } from '../step.ts';
import { attestationEcc, attestationP384, attestationRsa } from './attestation.ts';
import { capabilities } from './capabilities.ts';
import { hierarchies, lockout } from './hierarchies.ts';
import { nvIndices } from './nv.ts';
import { signing, storage } from './objects.ts';
import { pcrs } from './pcrs.ts';
import { policies, sessions } from './policies.ts';

export const stepGroups: readonly StepGroup[] = [
  capabilities,
  pcrs,
  attestationEcc,
  attestationRsa,
  attestationP384,
  storage,
  signing,
  policies,
  sessions,
  nvIndices,
  hierarchies,
  lockout,
];
