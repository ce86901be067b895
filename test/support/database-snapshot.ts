import { Client } from 'pg';

/** Written in the background whenever a key is used, whatever the request did. */
const VOLATILE_COLUMNS = ['last_used_at'];

/** Written in the background whenever its time comes. */
const VOLATILE_TABLES = ['public_urls'];

/** Rows of each table, with a hash of their content. */
export type DatabaseSnapshot = Readonly<Record<string, string>>;

/** What is in every table, to prove that a request changed nothing: `{workflows: "3 rows, 9a0b…"}`. */
export async function snapshotOf(url: string): Promise<DatabaseSnapshot> {
  return withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) ORDER BY tablename`,
      [VOLATILE_TABLES],
    );
    const parts = tables.rows.map(
      ({ name }) =>
        `SELECT '${name}' AS name, count(*) || ' rows, ' || coalesce(md5(string_agg(content, E'\\n' ORDER BY content)), '-') AS state
           FROM (SELECT (to_jsonb(t) - '{${VOLATILE_COLUMNS.join(',')}}'::text[])::text AS content FROM ${name} t) AS rows`,
    );
    const states = await client.query<{ name: string; state: string }>(parts.join(' UNION ALL '));
    return Object.fromEntries(states.rows.map(({ name, state }) => [name, state]));
  });
}

/** Runs statements beside the application, to arrange rows or to look at what is stored. */
export async function runSql<Row extends object>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  return withClient(url, async (client) => (await client.query<Row>(sql, values)).rows);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
