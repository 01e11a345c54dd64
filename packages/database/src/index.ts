import * as hgsSchema from './hgs-schema.ts';
import * as serverSchema from './server-schema.ts';

export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
export {
  type Database,
  type DatabaseName,
  type OpenDatabase,
  openDatabase,
} from './open-database.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
export { hgsSchema, serverSchema };
