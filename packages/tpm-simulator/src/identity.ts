/** What this TPM says of itself: TPM_PT_MANUFACTURER "GTHS" and its firmware — Part 2 §6.13. */
export const manufacturer = 0x47544853;
export const firmwareVersion = 0x2026_0001_0000_0001n;
