import { ByteReader, ByteWriter, type Codec, encode, MalformedError } from '@gatehouse/bytes';
import type { HashName } from '@gatehouse/bytes/crypto';
import {
  type CommandName,
  commands,
  frameResponse,
  maxCommandSize,
  noSessions,
  responseCode,
  withSessions,
} from '@gatehouse/tpm';
import { acknowledgeAll } from './acknowledgment.ts';
import { actions } from './actions.ts';
import { auditCommand } from './audit.ts';
import { authorizeAll, type Grant } from './authorization.ts';
import { entityOf } from './entity.ts';
import { checkKinds, checkPresent } from './handles.ts';
import type { Machine } from './machine.ts';
import { decryptFirst } from './parameter-encryption.ts';
import { noSessionArea, readSessionArea, type SessionUse } from './session-area.ts';
import { commandParametersHash, responseParametersHash } from './session-hmac.ts';
import { refuse, TpmRefusal } from './tpm-refusal.ts';
import { readParameters } from './unreadable.ts';

const nameByCode = new Map<number, CommandName>(
  (Object.keys(commands) as CommandName[]).map((name) => [commands[name].code, name]),
);

interface Header {
  readonly tag: number;
  readonly name: CommandName;
  readonly reader: ByteReader;
}

/** Part 1 §18.2, Part 3 §5.2. */
function readHeader(bytes: Uint8Array): Header {
  const reader = new ByteReader(bytes, 'TPM command');
  if (bytes.length < 10 || bytes.length > maxCommandSize) refuse('COMMAND_SIZE');
  const tag = reader.u16();
  if (tag !== noSessions && tag !== withSessions) refuse('VALUE');
  if (reader.u32() !== bytes.length) refuse('COMMAND_SIZE');
  return { tag, name: nameByCode.get(reader.u32()) ?? refuse('COMMAND_CODE'), reader };
}

function readHandles(machine: Machine, { name, reader }: Header): readonly number[] {
  const layout = commands[name].handles;
  const handles = layout.map((_, i) =>
    reader.remaining < 4 ? refuse('INSUFFICIENT', 'handle', i + 1) : reader.u32(),
  );
  checkKinds(machine, layout, handles);
  for (const [i, handle] of handles.entries()) checkPresent(machine, handle, i + 1);
  return handles;
}

const grantOf = (grants: readonly Grant[], use: SessionUse | null): Grant | null =>
  grants.find((grant) => grant.use === use) ?? null;

/** The parameters in clear. */
function decrypted(parameters: Uint8Array, grant: Grant | null): Uint8Array {
  if (grant?.use.session == null) return parameters;
  const { use, authValue } = grant;
  return decryptFirst(parameters, {
    session: grant.use.session,
    authValue,
    nonceNewer: use.authorization.nonceCaller,
    nonceOlder: grant.use.session.nonceTpm,
  });
}

/** What a change after TPM2_Shutdown undoes — Part 1 §12.2.3.3. */
function forgetShutdown({ persistent }: Machine, name: CommandName): void {
  const changes = commands[name].effects.includes('nv') && name !== 'shutdown';
  if (!changes || persistent.shutdown === 'none') return;
  persistent.shutdown = 'none';
  persistent.savedState = null;
}

/** The steps of Part 3 §5: header, handles, sessions, parameters, action, answer. */
export function executeOrThrow(machine: Machine, bytes: Uint8Array, locality = 0): Uint8Array {
  const header = readHeader(bytes);
  const { name, reader } = header;
  if (machine.volatile.started === (name === 'startup')) refuse('INITIALIZE');
  const layout = commands[name];
  const handles = readHandles(machine, header);
  const area =
    header.tag === withSessions ? readSessionArea(machine, layout, reader) : noSessionArea;
  const sent = reader.rest();
  const names = handles.map((handle, i) => entityOf(machine, handle, i + 1).name);
  const cpHash = (hash: HashName) => commandParametersHash(hash, layout.code, names, sent);
  const grants = authorizeAll({
    machine,
    command: name,
    handles,
    roles: layout.handles.map(({ role }) => role),
    area,
    locality,
    cpHash,
    parameters: sent,
  });
  const clear = decrypted(sent, grantOf(grants, area.decrypt));
  const parameters = readParameters(layout, new ByteReader(clear, layout.name));
  // The tables pair each layout with its own action, which the type of a union cannot say.
  const action = actions[name] as (execution: object) => { readonly handle?: number };
  const outcome = action({ machine, handles, parameters, locality });
  forgetShutdown(machine, name);
  const answer = encode(layout.response as Codec<object>, outcome);
  return frameResponse({
    code: responseCode.SUCCESS,
    handle: layout.responseHandle ? (outcome.handle ?? 0) : null,
    ...acknowledgeAll(machine, grants, grantOf(grants, area.encrypt), {
      code: layout.code,
      parameters: answer,
      onSent: (parameters) => {
        const rpHash = (hash: HashName) => responseParametersHash(hash, layout.code, parameters);
        if (layout.sessions) auditCommand(machine, area.audit, { cpHash, rpHash });
      },
    }),
  });
}

const refusal = (code: number): Uint8Array =>
  new ByteWriter().u16(noSessions).u32(10).u32(code).finish();

/** One command in, its response out. Hostile bytes get a response code, never an exception. */
export function execute(machine: Machine, command: Uint8Array, locality = 0): Uint8Array {
  try {
    // What is kept of a command must not change with the caller's bytes.
    return executeOrThrow(machine, command.slice(), locality);
  } catch (error) {
    if (error instanceof TpmRefusal) return refusal(error.code);
    if (error instanceof MalformedError) return refusal(responseCode.SIZE + 0x40 + 0x100);
    return refusal(responseCode.FAILURE);
  }
}
