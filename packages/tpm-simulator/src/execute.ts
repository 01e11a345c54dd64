import {
  ByteReader,
  ByteWriter,
  type Codec,
  decode,
  encode,
  MalformedError,
} from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import {
  type AuthCommand,
  type CommandName,
  commands,
  frameResponse,
  maxCommandSize,
  noSessions,
  responseCode,
  tpmsAuthCommand,
  withSessions,
} from '@gatehouse/tpm';
import { authorize, type Grant } from './authorization.ts';
import { attestationActions } from './commands/attestation.ts';
import { capabilityActions } from './commands/capability.ts';
import { contextActions } from './commands/contexts.ts';
import { hierarchyActions } from './commands/hierarchies.ts';
import { nvActions } from './commands/nv.ts';
import { objectActions } from './commands/objects.ts';
import { pcrActions } from './commands/pcr.ts';
import { policyActions } from './commands/policies.ts';
import { sessionActions } from './commands/sessions.ts';
import { signingActions } from './commands/signing.ts';
import { startupActions } from './commands/startup.ts';
import { entityOf } from './entity.ts';
import type { Actions } from './execution.ts';
import type { Machine } from './machine.ts';
import { commandParametersHash, responseParametersHash } from './session-hmac.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';

const actions: Actions<CommandName> = {
  ...startupActions,
  ...capabilityActions,
  ...pcrActions,
  ...objectActions,
  ...contextActions,
  ...hierarchyActions,
  ...sessionActions,
  ...policyActions,
  ...signingActions,
  ...attestationActions,
  ...nvActions,
};

const nameByCode = new Map<number, CommandName>(
  (Object.keys(commands) as CommandName[]).map((name) => [commands[name].code, name]),
);

interface Parsed {
  readonly name: CommandName;
  readonly handles: readonly number[];
  readonly authorizations: readonly AuthCommand[];
  readonly parameters: Uint8Array;
}

const mostSessions = 3;

function authorizationArea(reader: ByteReader): readonly AuthCommand[] {
  const area = reader.nested(reader.u32(), 'authorizationArea');
  const found: AuthCommand[] = [];
  while (area.remaining > 0) {
    if (found.length === mostSessions) refuse('AUTHSIZE');
    found.push(tpmsAuthCommand.read(area));
  }
  return found;
}

/** Part 1 §18.2 and Part 3 §5: header, handles, sessions; parameters are left for their layout. */
function parse(bytes: Uint8Array): Parsed {
  const reader = new ByteReader(bytes, 'TPM command');
  if (bytes.length < 10 || bytes.length > maxCommandSize) refuse('COMMAND_SIZE');
  const tag = reader.u16();
  if (tag !== noSessions && tag !== withSessions) refuse('BAD_TAG');
  if (reader.u32() !== bytes.length) refuse('COMMAND_SIZE');
  const name = nameByCode.get(reader.u32()) ?? refuse('COMMAND_CODE');
  const handles = commands[name].handles.map(() => reader.u32());
  const authorizations = tag === withSessions ? authorizationArea(reader) : [];
  return { name, handles, authorizations, parameters: reader.rest() };
}

function authorizeAll(
  machine: Machine,
  { name, handles, authorizations, parameters }: Parsed,
): readonly Grant[] {
  const { authorized, code } = commands[name];
  if (authorizations.length < authorized) refuse('AUTH_MISSING');
  if (authorizations.length > authorized) refuse('AUTH_CONTEXT');
  const names = () => handles.map((handle, i) => entityOf(machine, handle, i + 1).name);
  const cpHash = (hash: HashName) => commandParametersHash(hash, code, names(), parameters);
  return authorizations.map((authorization, i) =>
    authorize({
      machine,
      command: name,
      handle: handles[i] ?? 0,
      position: i + 1,
      authorization,
      cpHash,
    }),
  );
}

function run(machine: Machine, bytes: Uint8Array, locality: number): Uint8Array {
  const parsed = parse(bytes);
  const { name, handles } = parsed;
  if (!machine.volatile.started && name !== 'startup') refuse('INITIALIZE');
  const layout = commands[name];
  // The tables pair each layout with its own action, which the type of a union cannot say.
  const parameters = decode(layout.parameters as Codec<never>, parsed.parameters);
  const grants = authorizeAll(machine, parsed);
  const action = actions[name] as (execution: object) => { readonly handle?: number };
  const outcome = action({ machine, handles, parameters, locality });
  const answer = encode(layout.response as Codec<object>, outcome);
  const rpHash = (hash: HashName) => responseParametersHash(hash, layout.code, answer);
  return frameResponse({
    code: responseCode.SUCCESS,
    handle: layout.responseHandle ? (outcome.handle ?? 0) : null,
    parameters: answer,
    authorizations: grants.map((grant) => grant(rpHash)),
  });
}

const refusal = (code: number): Uint8Array =>
  new ByteWriter().u16(noSessions).u32(10).u32(code).finish();

/** One command in, its response out. Hostile bytes get a response code, never an exception. */
export function execute(machine: Machine, command: Uint8Array, locality = 0): Uint8Array {
  try {
    return run(machine, command, locality);
  } catch (error) {
    if (error instanceof TpmRefusal) return refusal(error.code);
    if (error instanceof MalformedError) return refusal(responseCode.SIZE + 0x40 + 0x100);
    return refusal(responseCode.FAILURE);
  }
}
