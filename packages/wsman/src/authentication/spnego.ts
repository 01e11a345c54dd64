import { ByteReader, concat, MalformedError } from '@gatehouse/bytes';

/** Object identifiers in DER: SPNEGO 1.3.6.1.5.5.2 and NTLMSSP 1.3.6.1.4.1.311.2.2.10. */
const spnego = Uint8Array.of(0x06, 6, 0x2b, 6, 1, 5, 5, 2);
const ntlmssp = Uint8Array.of(0x06, 10, 0x2b, 6, 1, 4, 1, 0x82, 0x37, 2, 2, 10);

/** Tags of RFC 4178 §4.2. */
const tag = { application: 0x60, sequence: 0x30, octets: 0x04, enumerated: 0x0a } as const;
const context = (number: number): number => 0xa0 + number;

export const negState = { acceptCompleted: 0, acceptIncomplete: 1, reject: 2 } as const;

/** DER of the list of one mechanism that we speak: what mechListMIC signs. */
export const mechList: Uint8Array = der(tag.sequence, ntlmssp);

/** What matters in a NegTokenInit or a NegTokenResp. */
export interface SpnegoToken {
  readonly state: number | null;
  /** DER of the mechanisms as they were sent: NegTokenInit only. */
  readonly mechTypes: Uint8Array | null;
  readonly token: Uint8Array | null;
  readonly mechListMic: Uint8Array | null;
}

export const writeInit = (token: Uint8Array): Uint8Array =>
  der(
    tag.application,
    spnego,
    der(
      context(0),
      der(tag.sequence, der(context(0), mechList), der(context(2), der(tag.octets, token))),
    ),
  );

export function writeResponse(response: {
  readonly state?: number;
  readonly mechanism?: boolean;
  readonly token?: Uint8Array;
  readonly mechListMic?: Uint8Array;
}): Uint8Array {
  const { state, mechanism, token, mechListMic } = response;
  const none = new Uint8Array(0);
  return der(
    context(1),
    der(
      tag.sequence,
      state === undefined ? none : der(context(0), der(tag.enumerated, Uint8Array.of(state))),
      mechanism === true ? der(context(1), ntlmssp) : none,
      token === undefined ? none : der(context(2), der(tag.octets, token)),
      mechListMic === undefined ? none : der(context(3), der(tag.octets, mechListMic)),
    ),
  );
}

/** Reads either kind of token (RFC 4178 §4.2). Throws `MalformedError`. */
export function readSpnego(bytes: Uint8Array): SpnegoToken {
  const reader = new ByteReader(bytes, 'NegotiationToken');
  const outer = readDer(reader);
  if (reader.remaining !== 0) reader.fail('trailing bytes');
  if (outer.tag === context(1)) return responseOf(outer.content);
  if (outer.tag !== tag.application) reader.fail('is neither NegTokenInit nor NegTokenResp', 0);
  const inner = new ByteReader(outer.content, 'NegTokenInit');
  inner.bytes(spnego.length);
  return initOf(readDer(inner).content);
}

function initOf(content: Uint8Array): SpnegoToken {
  const fields = fieldsOf(content);
  return {
    state: null,
    mechTypes: fields.get(context(0)) ?? null,
    token: octetsOf(fields.get(context(2))),
    mechListMic: octetsOf(fields.get(context(3))),
  };
}

function responseOf(content: Uint8Array): SpnegoToken {
  const fields = fieldsOf(content);
  const state = fields.get(context(0));
  return {
    state: state === undefined ? null : (state[2] ?? null),
    mechTypes: null,
    token: octetsOf(fields.get(context(2))),
    mechListMic: octetsOf(fields.get(context(3))),
  };
}

/** The tagged fields of a sequence, by tag. */
function fieldsOf(content: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const outer = new ByteReader(content, 'NegotiationToken');
  const sequence = readDer(outer);
  if (sequence.tag !== tag.sequence) outer.fail('is not a sequence', 0);
  const reader = new ByteReader(sequence.content, 'NegotiationToken');
  const fields = new Map<number, Uint8Array>();
  while (reader.remaining > 0) {
    const field = readDer(reader);
    fields.set(field.tag, field.content);
  }
  return fields;
}

function octetsOf(field: Uint8Array | undefined): Uint8Array | null {
  if (field === undefined) return null;
  const read = readDer(new ByteReader(field, 'OCTET STRING'));
  if (read.tag !== tag.octets)
    throw new MalformedError('OCTET STRING', 0, `has the tag ${read.tag}`);
  return read.content;
}

function readDer(reader: ByteReader): { readonly tag: number; readonly content: Uint8Array } {
  const found = reader.u8();
  const first = reader.u8();
  if (first < 0x80) return { tag: found, content: reader.bytes(first) };
  const size = first & 0x7f;
  if (size === 0 || size > 2) reader.fail('has a length that is not accepted');
  const length = size === 1 ? reader.u8() : reader.u16();
  return { tag: found, content: reader.bytes(length) };
}

function der(kind: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  const { length } = body;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concat(Uint8Array.of(kind, ...size), body);
}
