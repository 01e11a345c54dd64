import { MalformedError } from '@gatehouse/bytes';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { child, childrenOf, element, escapeXml, parseXml, requiredChild, textOf } from './index.ts';

const sample = `<?xml version="1.0"?><a:root xmlns:a="urn:one" xmlns="urn:two" x="1" a:y="2">
  <item>first &amp; <![CDATA[<second>]]></item><a:item/><item xmlns="">three</item>
</a:root>`;

describe('parseXml', () => {
  test('resolves namespaces, keeps text and CDATA in order, and knows the line', () => {
    const root = parseXml(sample);
    expect([root.namespace, root.name, root.line]).toEqual(['urn:one', 'root', 1]);
    expect([...root.attributes]).toEqual([
      ['x', '1'],
      ['{urn:one}y', '2'],
    ]);
    expect(childrenOf(root, 'item').map((item) => item.namespace)).toEqual([
      'urn:two',
      'urn:one',
      '',
    ]);
    expect(textOf(root, 'item', 'urn:two')).toBe('first & <second>');
    expect(child(root, 'item', 'urn:one')?.line).toBe(2);
    expect(child(root, 'item', 'urn:three')).toBeUndefined();
    expect(() => requiredChild(root, 'absent')).toThrow(/line 1: root has no absent/);
  });

  test.each([
    ['a DOCTYPE', '<!DOCTYPE a><a/>'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['an unknown entity', '<a>&b;</a>'],
    ['an unbound prefix', '<b:a/>'],
    ['a duplicate attribute', '<a x="1" x="2"/>'],
    ['mismatched tags', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['text after the root', '<a/>more'],
    ['a control character', '<a>\u0001</a>'],
    ['nothing', ''],
    ['something else', 'HTTP/1.1 200 OK'],
  ])('refuses %s', (_, text) => {
    expect(() => parseXml(text)).toThrow(MalformedError);
  });

  test('bounds depth, elements and length', () => {
    const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(parseXml(nested(64)).name).toBe('a');
    expect(() => parseXml(nested(65))).toThrow(/nested deeper than 64/);
    expect(() => parseXml('<a>'.repeat(1_000_000))).toThrow(/nested deeper/);
    expect(() => parseXml('<a><b/><b/></a>', { maxElements: 2 })).toThrow(/more than 2 elements/);
    expect(() => parseXml('<a>1234</a>', { maxBytes: 10 })).toThrow(/above the limit/);
  });

  test('refuses every truncation', () => {
    for (let length = 0; length < sample.length; length++)
      expect(() => parseXml(sample.slice(0, length))).toThrow(MalformedError);
  });

  test('names like those of object prototypes are plain names', () => {
    const root = parseXml('<__proto__ constructor="x"><toString/></__proto__>');
    expect(root.attributes.get('constructor')).toBe('x');
    expect(child(root, 'toString')).toBeDefined();
  });

  test('raises nothing but MalformedError for any text', () => {
    const fragments = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '/',
        'a',
        '="',
        '"',
        '&',
        ';',
        '<![CDATA[',
        ']]>',
        '<?',
        '<!--',
        ' ',
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fragments.map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (input) => {
        try {
          parseXml(input);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('element', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot carry
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
  const carried = fc.string({ unit: 'grapheme' }).filter((text) => !illegal.test(text));

  test('what is written is read back, in content and in attributes', () => {
    fc.assert(
      fc.property(carried, carried, (content, value) => {
        const root = parseXml(element('a', { x: value }, content, element('b')).markup);
        expect([root.text, root.attributes.get('x')]).toEqual([content, value]);
      }),
    );
  });

  test('carries markup characters, quotes and line ends of every kind', () => {
    const text = `<&>"'\r\n\t]]>`;
    expect(parseXml(element('a', { x: text }, text).markup)).toMatchObject({ text });
  });

  test('refuses what XML cannot carry, and names that are not names', () => {
    for (const text of ['\u0000', '\u001b', '\uffff', '\ud800'])
      expect(() => escapeXml(text)).toThrow(RangeError);
    for (const name of ['', 'a b', '1a', 'a:b:c', 'a><b'])
      expect(() => element(name)).toThrow(RangeError);
  });

  test('leaves out null and undefined', () => {
    expect(element('a', { x: undefined }, null, undefined).markup).toBe('<a/>');
    expect(element('a', {}, 0, false).markup).toBe('<a>0false</a>');
  });
});
