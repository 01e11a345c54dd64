/** Why nothing can be started: one sentence for a person, with what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
