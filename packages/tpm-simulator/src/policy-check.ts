import { equalBytes } from '@gatehouse/bytes';
import { type HashName, hash } from '@gatehouse/bytes/crypto';
import {
  type AuthRole,
  type CommandName,
  commands,
  hasNvAttribute,
  isHandle,
} from '@gatehouse/tpm';
import { type Entity, entityOf } from './entity.ts';
import { type Machine, timeOf } from './machine.ts';
import { nvIndexOf } from './nv-index.ts';
import type { PolicyState, Session } from './tpm-object.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';

/** The command that a policy session is used for. */
interface PolicyContext {
  readonly machine: Machine;
  readonly command: CommandName;
  readonly handles: readonly number[];
  readonly locality: number;
  readonly cpHash: (name: HashName) => Uint8Array;
  readonly parameters: Uint8Array;
}

/** For which role of the command's handle `position` (from 1) a session stands. */
export interface PolicyUse {
  readonly role: AuthRole;
  readonly session: Session | null;
  readonly position: number;
}

const namesOf = ({ machine, handles }: PolicyContext): readonly Uint8Array[] =>
  handles.map((handle, i) => entityOf(machine, handle, i + 1).name);

/** Parameters of the commands that create, of which the second is the template. */
const creating: ReadonlySet<CommandName> = new Set(['create', 'createPrimary']);

/** Hash of the template: a TPM2B behind the TPM2B of the sensitive part. */
function templateHash({ parameters }: PolicyContext, name: HashName): Uint8Array | null {
  const sizeAt = (at: number): number => ((parameters[at] ?? 0) << 8) | (parameters[at + 1] ?? 0);
  const start = 2 + sizeAt(0);
  return hash(name, parameters.subarray(start + 2, start + 2 + sizeAt(start)));
}

/** Whether the command is the one that PolicyCpHash, PolicyNameHash or PolicyTemplate allow. */
function isWithin(context: PolicyContext, { hash: name, policy }: Session): boolean {
  if (policy.confinedTo === null) return true;
  const { of, digest } = policy.confinedTo;
  const actual = {
    cpHash: () => context.cpHash(name),
    nameHash: () => hash(name, ...namesOf(context)),
    templateHash: () => (creating.has(context.command) ? templateHash(context, name) : null),
  }[of]();
  return actual !== null && equalBytes(actual, digest);
}

function isNvState({ machine, handles }: PolicyContext, { nvWritten }: PolicyState): boolean {
  if (nvWritten === null) return true;
  const handle = handles.find((candidate) => isHandle(candidate, 'nvIndex'));
  if (handle === undefined) return false;
  return hasNvAttribute(nvIndexOf(machine, handle).attributes, 'written') === nvWritten;
}

/** A policy session whose digest is the entity's authPolicy, and whose conditions hold — Part 1 §19.7. */
export function checkPolicy(
  context: PolicyContext,
  session: Session,
  entity: Entity,
  { role, position }: PolicyUse,
): void {
  const { policy } = session;
  const { machine, command, locality } = context;
  const fail = (): never => refuse('POLICY_FAIL', 'session', position);
  if (policy.expiresAt !== null && policy.expiresAt < timeOf(machine))
    refuse('EXPIRED', 'session', position);
  const { updateCounter } = machine.volatile.pcrs;
  if (policy.pcrUpdateCounter !== null && policy.pcrUpdateCounter !== updateCounter)
    throw new TpmRefusal('PCR_CHANGED');
  if (entity.authPolicy.length === 0 || !equalBytes(entity.authPolicy, policy.digest)) fail();
  if (policy.commandCode === null && role !== 'user') fail();
  if (policy.commandCode !== null && policy.commandCode !== commands[command].code)
    refuse('POLICY_CC', 'session', position);
  if (policy.localities !== null && (policy.localities & (1 << locality)) === 0)
    throw new TpmRefusal('LOCALITY');
  // Nobody can assert physical presence here.
  if (policy.physicalPresence) refuse('PP', 'session', position);
  if (!isWithin(context, session) || !isNvState(context, policy)) fail();
}
