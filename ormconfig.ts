import { DataSource } from 'typeorm';
import { dataSourceOptions } from './src/database/data-source-options.js';

const url = process.env['DATABASE_URL'];
if (!url) throw new Error('Set DATABASE_URL to the database that the TypeORM command line should work on.');

/** The DataSource of the TypeORM command line. The application uses the same options. */
export const dataSource = new DataSource({ ...dataSourceOptions({ url }), entities: ['src/**/*.entity.ts'] });
