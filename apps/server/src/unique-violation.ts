/** PostgreSQL's unique_violation, also inside drizzle's error. */
const isUniqueViolation = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && error.code === '23505') return true;
  return 'cause' in error && isUniqueViolation(error.cause);
};

/** The result of a statement, or the given problem where a unique value is taken. */
export const onUnique = async <T>(work: PromiseLike<T>, problem: () => Error): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw isUniqueViolation(error) ? problem() : error;
  }
};
