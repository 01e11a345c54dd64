/** Why the simulator cannot start, in a sentence for a person, with the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
