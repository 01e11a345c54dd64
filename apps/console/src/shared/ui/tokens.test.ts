import { describe, expect, test } from 'vitest';
import { dark, light } from './tokens.ts';

const channel = (value: number) =>
  value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;

/** Relative luminance, WCAG 2.2 §1.4.3. */
const luminance = (colour: string) => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) =>
    channel(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: string, other: string) => {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
};

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the %s theme', (_name, tokens) => {
  const surfaces = [...Object.values(tokens.surface), tokens.accent.tint];

  test.each([...Object.entries(tokens.text), ...Object.entries(tokens.status)])(
    'shows %s as text with 4.5:1 on every surface',
    (_token, colour) => {
      for (const surface of surfaces) expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('shows the accent as text and under text', () => {
    for (const surface of surfaces)
      expect(contrast(tokens.accent.main, surface)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens.accent.on, tokens.accent.main)).toBeGreaterThanOrEqual(4.5);
  });

  test('outlines fields with 3:1', () => {
    for (const surface of surfaces)
      expect(contrast(tokens.line.outline, surface)).toBeGreaterThanOrEqual(3);
  });
});
