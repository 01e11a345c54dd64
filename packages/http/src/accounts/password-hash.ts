import { type Algorithm, hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const parameters = {
  algorithm: 2 satisfies Algorithm.Argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** A hash of no password: what an unknown user is compared with, so that it takes as long. */
const decoy =
  '$argon2id$v=19$m=19456,t=2,p=1$55VFl2s8Do+WbEuZ9fUOUA$81ojLd6YyGOWB/hM6VQkDqHpnOD+BLjIvvAtgOE11QM';

/** PHC string with salt and parameters. */
export const hashPassword = (password: string): Promise<string> => hash(password, parameters);

/** Whether the password is that of the hash; takes the same time when there is no hash. */
export const verifyPassword = async (stored: string | null, password: string): Promise<boolean> => {
  const matches = await verify(stored ?? decoy, password).catch(() => false);
  return stored !== null && matches;
};
