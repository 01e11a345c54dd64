import { MalformedError, toHex } from '@gatehouse/bytes';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeReply,
  encodeRequest,
  encodeSigningCertificates,
  type HgsReply,
  type HgsRequest,
  plainErrorReplies,
  readReply,
  readRequest,
  readSigningCertificates,
} from './index.ts';

const sessionId = '75d595de-12f5-41e9-a61e-469d3205ecca';
const requests: readonly HgsRequest[] = [
  {
    kind: 'AttestationRequest',
    requestedContent: ['identityEncryptionKeyCertificate', 'identitySigningKeyCertificate'],
    providedContent: {
      rtpmContext: Uint8Array.of(1, 2, 3),
      endorsementKeyCertificate: Uint8Array.of(0x30, 0),
    },
    sessionId,
  },
  {
    kind: 'TpmRequestInitial',
    requestedContent: ['identityEncryptionKeyCertificate'],
    endorsementKey: Uint8Array.of(9),
    sessionId,
  },
  {
    kind: 'TpmRequestContinue',
    requestedContent: ['identityEncryptionKeyCertificate'],
    endorsementKey: Uint8Array.of(9),
    context: Uint8Array.of(7),
    sessionId,
  },
];
const replies: readonly HgsReply[] = [
  { kind: 'TpmReplyContinue', context: Uint8Array.of(1) },
  {
    kind: 'HealthCertificateReply',
    content: [{ type: 'identityEncryptionKeyCertificate', certificate: Uint8Array.of(0x30) }],
  },
  {
    kind: 'ServiceInfoReply',
    functionalLevel: 2,
    operationMode: 'tpm',
    supportedFunctionalLevels: [1, 2],
  },
  { kind: 'OperationModeErrorReply', retryable: true, expectedOperationMode: 'tpm' },
  {
    kind: 'PolicyEvaluationErrorReply',
    retryable: false,
    reasons: [{ result: false, reason: '81f110ba-53c5-4064-9d64-51029fa24f49' }],
  },
  ...plainErrorReplies.map((kind) => ({ kind, retryable: false })),
];

describe('requests', () => {
  test.each(requests)('$kind is read as it was written', (request) => {
    expect(readRequest(encodeRequest(request))).toEqual(request);
  });
  test('a v2 request has no type hint, a v1 request has it first', () => {
    const texts = requests.map(encodeRequest);
    expect(texts[0]).not.toContain('__type');
    expect(texts[1]).toMatch(
      /^\{"__type":"TpmRequestInitial:#Microsoft\.Windows\.RemoteAttestation\.Core",/,
    );
  });
  test('binary may be an array of numbers and a session id a text, as .NET writes them', () => {
    const read = readRequest(
      `{"__type":"AttestationRequest:#Microsoft.Windows.RemoteAttestation.Core","RequestedContent":[1],` +
        `"ProvidedContent":[{"m_Item1":4,"m_Item2":[48,0,255]}],"SessionId":"{75D595DE-12F5-41E9-A61E-469D3205ECCA}","Other":1}`,
    );
    expect(read.sessionId).toBe(sessionId);
    expect(
      read.kind === 'AttestationRequest' &&
        toHex(read.providedContent.endorsementKeyCertificate ?? new Uint8Array()),
    ).toBe('3000ff');
  });
  test.each([
    ['no JSON', '{', 'no JSON'],
    ['a list', '[]', 'no JSON object'],
    ['an unknown hint', '{"__type":"Foo:#x"}', 'no request'],
    ['no fields', '{}', 'RequestedContent'],
    [
      'two items of a kind',
      `{"RequestedContent":[1],"SessionId":"${sessionId}","ProvidedContent":[{"m_Item1":4,"m_Item2":""},{"m_Item1":4,"m_Item2":""}]}`,
      'two items',
    ],
    [
      'an unknown kind',
      `{"RequestedContent":[1],"SessionId":"${sessionId}","ProvidedContent":[{"m_Item1":44,"m_Item2":""}]}`,
      'ProvidedContent.0.m_Item1',
    ],
    [
      'a byte of 256',
      `{"RequestedContent":[1],"SessionId":"${sessionId}","ProvidedContent":[{"m_Item1":4,"m_Item2":[256]}]}`,
      'm_Item2',
    ],
    ['a prototype key as a hint', '{"__type":"__proto__:#x"}', 'no request'],
  ])('%s is malformed', (_, text, problem) => {
    expect(() => readRequest(text)).toThrow(MalformedError);
    expect(() => readRequest(text)).toThrow(problem);
  });
});

describe('replies', () => {
  test.each(replies)('$kind is read as it was written, its hint first', (reply) => {
    const text = encodeReply(reply);
    expect(
      text.startsWith(`{"__type":"${reply.kind}:#Microsoft.Windows.RemoteAttestation.Core"`),
    ).toBe(true);
    expect(readReply(text)).toEqual(reply);
  });
  test('the reason is base64 of the GUID as .NET orders its bytes', () => {
    const reply = replies.find((each) => each.kind === 'PolicyEvaluationErrorReply');
    expect(reply && encodeReply(reply)).toContain('"Reason":"uhDxgcVTZECdZFECn6JPSQ=="');
  });
  test('signing certificates are numbers without whitespace', () => {
    const text = encodeSigningCertificates(Uint8Array.of(48, 130, 1));
    expect(text).toBe('[48,130,1]');
    expect([...readSigningCertificates(text)]).toEqual([48, 130, 1]);
  });
  test('a hint of the prototype is malformed', () => {
    expect(() => readReply('{"__type":"constructor:#x"}')).toThrow(MalformedError);
  });
});

test('any JSON gives a message or MalformedError', () => {
  const attempt = (read: (text: string) => unknown, text: string): void => {
    try {
      read(text);
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedError);
    }
  };
  const fields = fc.dictionary(
    fc.constantFrom(
      '__type',
      'RequestedContent',
      'ProvidedContent',
      'SessionId',
      'Content',
      'Reasons',
      'Retryable',
      'RtpmActiveContext',
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        ...[...plainErrorReplies, 'TpmReplyContinue', 'TpmRequestContinue'].map(
          (kind) => `${kind}:#x`,
        ),
      ),
      fc.array(fc.record({ m_Item1: fc.nat(10), m_Item2: fc.jsonValue() })),
    ),
  );
  void fc.assert(
    fc.property(fields, (value) => {
      attempt(readRequest, JSON.stringify(value));
      attempt(readReply, JSON.stringify(value));
    }),
  );
  void fc.assert(fc.property(fc.string(), (text) => attempt(readRequest, text)));
});

test('every truncation of a request is malformed', () => {
  const [request] = requests;
  const text = request === undefined ? '' : encodeRequest(request);
  for (let length = 0; length < text.length; length++)
    expect(() => readRequest(text.slice(0, length))).toThrow(MalformedError);
});
