/** Why the embedded PostgreSQL does not run: one sentence for a person, with what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}
