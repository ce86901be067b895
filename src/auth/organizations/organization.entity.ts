import { Column, Entity } from 'typeorm';
import { BaseColumns } from '../../common/persistence/base-columns.js';

/** The tenant: everything belongs to exactly one. */
@Entity('organizations')
export class Organization extends BaseColumns {
  @Column({ type: 'character varying', length: 64 })
  name: string;
}
