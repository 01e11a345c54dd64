import { type Codec, struct, type Value } from '@gatehouse/bytes';
import type { HandleRuleName } from '../handle-types.ts';

type Fields = Readonly<Record<string, Codec<unknown>>>;
/** No parameters: every value lacks every key. */
type NoFields = Readonly<Record<never, Codec<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: Value<F[K]> };

/** Role of an authorization — Part 1 §19.2. */
export type AuthRole = 'user' | 'admin' | 'dup';

interface HandleLayout {
  readonly name: string;
  readonly rule: HandleRuleName;
  /** Null where the handle needs no authorization. */
  readonly role: AuthRole | null;
}

/** One command of Part 3: handles (the first `authorized` of them need authorization), parameters, answer. */
export interface CommandLayout<P = never, R = unknown> {
  readonly name: string;
  /** TPM_CC — Part 2 §6.5.2. */
  readonly code: number;
  readonly handles: readonly HandleLayout[];
  readonly authorized: number;
  readonly parameters: Codec<P>;
  /** The layouts of `parameters` one by one, as response codes number them. */
  readonly parameterFields: readonly (readonly [name: string, codec: Codec<unknown>])[];
  /** Whether the answer begins with a handle. */
  readonly responseHandle: boolean;
  readonly response: Codec<R>;
  /** What the command may do besides answering — TPMA_CC, Part 2 §8.9. */
  readonly effects: readonly Effect[];
  /** Whether sessions may come with the command — Part 3, "TPM_ST_NO_SESSIONS" as the only tag. */
  readonly sessions: boolean;
  /** Whether a session may encrypt the first parameter, and that of the answer — Part 1 §21. */
  readonly encryptable: { readonly command: boolean; readonly response: boolean };
}

/** Bits of TPMA_CC: writes non-volatile memory, flushes many contexts, flushes its first handle. */
const effectBit = { nv: 1 << 22, extensive: 1 << 23, flushed: 1 << 24 } as const;
type Effect = keyof typeof effectBit;

export type ParametersOf<L> = L extends CommandLayout<infer P, unknown> ? P : never;
export type ResponseOf<L> = L extends { readonly response: Codec<infer R> } ? R : never;

interface Definition<P extends Fields, R extends Fields> {
  readonly handles?: Readonly<Record<string, HandleRuleName>>;
  readonly parameters?: P;
  readonly responseHandle?: boolean;
  readonly response?: R;
  readonly effects?: readonly Effect[];
  readonly sessions?: false;
}

const roles: Readonly<Record<string, AuthRole>> = { '@': 'user', '!': 'admin', '&': 'dup' };

const handleLayout = ([name, rule]: readonly [string, HandleRuleName]): HandleLayout => {
  const role = roles[name.charAt(0)] ?? null;
  return { name: role === null ? name : name.slice(1), rule, role };
};

/** Only a sized buffer can be encrypted: its size stays in clear. */
const isSizedBuffer = (fields: Fields): boolean =>
  Object.values(fields)[0]?.name.startsWith('TPM2B_') === true;

/**
 * Handles that need authorization stand first: `@` in the USER role, `!` in the ADMIN and `&` in the
 * DUP role.
 */
export function command<const P extends Fields = NoFields, const R extends Fields = NoFields>(
  name: string,
  code: number,
  definition: Definition<P, R> = {},
): CommandLayout<Values<P>, Values<R>> {
  const handles = Object.entries(definition.handles ?? {}).map(handleLayout);
  const parameters = definition.parameters ?? ({} as P);
  const response = definition.response ?? ({} as R);
  return {
    name: `TPM2_${name}`,
    code,
    handles,
    authorized: handles.filter(({ role }) => role !== null).length,
    parameters: struct(`TPM2_${name}`, parameters),
    parameterFields: Object.entries(parameters),
    responseHandle: definition.responseHandle ?? false,
    response: struct(`TPM2_${name} response`, response),
    effects: definition.effects ?? [],
    sessions: definition.sessions ?? true,
    encryptable: { command: isSizedBuffer(parameters), response: isSizedBuffer(response) },
  };
}

/** TPMA_CC — Part 2 §8.9: what GetCapability(COMMANDS) reports. */
export const commandAttributes = (
  layout: Pick<CommandLayout, 'effects' | 'code' | 'handles' | 'responseHandle'>,
): number =>
  layout.effects.reduce(
    (word, effect) => word | effectBit[effect],
    layout.code | (layout.handles.length << 25) | (layout.responseHandle ? 1 << 28 : 0),
  );
