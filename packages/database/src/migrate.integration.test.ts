import pg from 'pg';
import { expect, test } from 'vitest';
import { ensureDatabase, roleOf } from './embedded/roles.ts';
import { openDatabase } from './open-database.ts';
import { testPostgres } from './test-postgres.ts';

test.each(['server', 'hgs'] as const)(
  'replicas of %s that start together migrate once',
  async (name) => {
    const postgres = testPostgres();
    const database = `test_${name}_race`;
    const supervisor = new pg.Client({ connectionString: postgres.supervisorUrl });
    await supervisor.connect();
    await ensureDatabase(supervisor, database, roleOf(name));
    const replicas = [1, 2, 3, 4].map(() => openDatabase(postgres.url(name, database), name));
    await Promise.all(replicas.map((replica) => replica.migrate()));
    const [first] = replicas;
    const applied = await first?.pool.query('select hash from drizzle.__drizzle_migrations');
    const hashes = applied?.rows.map(({ hash }) => String(hash)) ?? [];
    expect(hashes.length).toBeGreaterThan(1);
    expect(new Set(hashes).size).toBe(hashes.length);
    await first?.migrate();
    await Promise.all(replicas.map((replica) => replica.close()));
    await supervisor.query(`drop database "${database}" with (force)`);
    await supervisor.end();
  },
);
