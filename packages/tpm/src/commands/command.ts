import { type Codec, struct, type Value } from '@gatehouse/bytes';

type Fields = Readonly<Record<string, Codec<unknown>>>;
/** No parameters: every value lacks every key. */
type NoFields = Readonly<Record<never, Codec<unknown>>>;
type Values<F extends Fields> = { readonly [K in keyof F]: Value<F[K]> };

/** One command of Part 3: handles (the first `authorized` of them need authorization), parameters, answer. */
export interface CommandLayout<P = never, R = unknown> {
  readonly name: string;
  /** TPM_CC — Part 2 §6.5.2. */
  readonly code: number;
  readonly handles: readonly string[];
  readonly authorized: number;
  readonly parameters: Codec<P>;
  /** Whether the answer begins with a handle. */
  readonly responseHandle: boolean;
  readonly response: Codec<R>;
  /** What the command may do besides answering — TPMA_CC, Part 2 §8.9. */
  readonly effects: readonly Effect[];
}

/** Bits of TPMA_CC: writes non-volatile memory, flushes many contexts, flushes its first handle. */
const effectBit = { nv: 1 << 22, extensive: 1 << 23, flushed: 1 << 24 } as const;
type Effect = keyof typeof effectBit;

export type ParametersOf<L> = L extends CommandLayout<infer P, unknown> ? P : never;
export type ResponseOf<L> = L extends { readonly response: Codec<infer R> } ? R : never;

interface Definition<P extends Fields, R extends Fields> {
  readonly handles?: readonly string[];
  readonly parameters?: P;
  readonly responseHandle?: boolean;
  readonly response?: R;
  readonly effects?: readonly Effect[];
}

/** Handles that begin with `@` need authorization; they stand first. */
export function command<const P extends Fields = NoFields, const R extends Fields = NoFields>(
  name: string,
  code: number,
  definition: Definition<P, R> = {},
): CommandLayout<Values<P>, Values<R>> {
  const handles = definition.handles ?? [];
  return {
    name: `TPM2_${name}`,
    code,
    handles: handles.map((handle) => handle.replace('@', '')),
    authorized: handles.filter((handle) => handle.startsWith('@')).length,
    parameters: struct(`TPM2_${name}`, definition.parameters ?? ({} as P)),
    responseHandle: definition.responseHandle ?? false,
    response: struct(`TPM2_${name} response`, definition.response ?? ({} as R)),
    effects: definition.effects ?? [],
  };
}

/** TPMA_CC — Part 2 §8.9: what GetCapability(COMMANDS) reports. */
export const commandAttributes = (layout: Omit<CommandLayout, 'parameters' | 'response'>): number =>
  layout.effects.reduce(
    (word, effect) => word | effectBit[effect],
    layout.code | (layout.handles.length << 25) | (layout.responseHandle ? 1 << 28 : 0),
  );
