/** FILETIME, 100 ns since 1601, as an instant; its number if that is none. */
export const instantOf = (fileTime: bigint): string => {
  const time = Number(fileTime / 10_000n - 11_644_473_600_000n);
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : fileTime.toString();
};
