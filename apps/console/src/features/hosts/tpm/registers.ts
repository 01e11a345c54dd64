/** Registers with a meaning of their own in the PC Client profile and on Windows; others are not quoted. */
const known = [0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 14] as const;

/** The message that says what is measured into a register. */
export const measuredInto = (pcr: number): `${(typeof known)[number]}` | 'other' => {
  const found = known.find((number) => number === pcr);
  return found === undefined ? 'other' : `${found}`;
};
