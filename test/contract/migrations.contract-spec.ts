import { DataSource } from 'typeorm';
import { uniqueViolationOf } from '../../src/common/persistence/unique-constraint.js';
import { dataSourceOptions } from '../../src/database/data-source-options.js';
import { TestApp } from '../support/test-app.js';

/** The schema as PostgreSQL sees it: columns, constraints, indexes. */
const CATALOG = `
  SELECT 'column' AS kind, table_name || '.' || column_name AS name,
         concat_ws(' ', data_type, character_maximum_length, datetime_precision, is_nullable, column_default, is_identity) AS definition
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION ALL
  SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
  UNION ALL
  SELECT 'index', tablename || '.' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
  ORDER BY 1, 2`;

const UNIQUE_NAMES = `
  SELECT i.relname AS name
    FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_class t ON t.oid = x.indrelid
   WHERE x.indisunique AND NOT x.indisprimary AND t.relnamespace = 'public'::regnamespace AND t.relname <> 'migrations'
   ORDER BY 1`;

const PRIMARY_KEY_OF_MIGRATIONS = /^migrations\./;

describe('the migrations', () => {
  let app: TestApp;
  let source: DataSource;

  beforeAll(async () => {
    app = await TestApp.start();
    source = new DataSource({
      ...dataSourceOptions({ url: app.database.url, poolSize: 2 }),
      entities: app.app.get(DataSource).entityMetadatas.map(({ target }) => target as () => void),
    });
    await source.initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await app.stop();
  });

  const catalog = async (): Promise<{ name: string }[]> =>
    (await source.query<{ name: string }[]>(CATALOG)).filter(({ name }) => !PRIMARY_KEY_OF_MIGRATIONS.test(name));

  it('make exactly the schema that the entities describe', async () => {
    expect(source.entityMetadatas.length).toBeGreaterThan(7);
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('give every unique constraint a meaning for the client', async () => {
    const rows = await source.query<{ name: string }[]>(UNIQUE_NAMES);
    expect(rows.length).toBeGreaterThan(5);
    expect(rows.map(({ name }) => name).filter((name) => uniqueViolationOf(name) === undefined)).toEqual([]);
  });

  it('name every constraint by hand', async () => {
    const names = (await catalog()).map(({ name }) => name.split('.')[1] ?? '');
    expect(names.filter((name) => /^(PK|UQ|FK|IDX|REL|CHK)_[0-9a-f]{20,}/.test(name))).toEqual([]);
  });

  it('can be undone one by one, and run again to the same schema', async () => {
    const before = await catalog();
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await catalog()).toEqual([]);
    await source.runMigrations();
    expect(await catalog()).toEqual(before);
  });
});
