import * as accountSchema from './account-tables.ts';
import * as hgsSchema from './hgs-schema.ts';
import * as serverSchema from './server-schema.ts';

export type { DatabaseName } from './database-name.ts';
export { EmbeddedPostgresError } from './embedded/embedded-postgres-error.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts';
export { type Database, type OpenDatabase, openDatabase } from './open-database.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { accountSchema, hgsSchema, serverSchema };
