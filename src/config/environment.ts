import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { IsNetworkList } from './is-network-list.validator.js';
import { IsTrustProxy } from './is-trust-proxy.validator.js';
import { IsEncryptionKeyList } from './is-encryption-key-list.validator.js';
import { IsBaseUrl } from './is-base-url.validator.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/**
 * Every environment variable of the service, under its own name. `.env.example` explains each; a test compares the two.
 * The carriers' base URLs (`*_API_BASE_URL`, `*_REST_BASE_URL`) are read beside it, because providers name their own.
 */
export class Environment {
  @IsString({ message: 'HOST must be an address to listen on, such as 127.0.0.1 or 0.0.0.0' })
  HOST: string = '127.0.0.1';

  @Type(() => Number)
  @IsInt({ message: 'PORT must be a whole number between 0 and 65535' })
  @Min(0, { message: 'PORT must be a whole number between 0 and 65535' })
  @Max(65535, { message: 'PORT must be a whole number between 0 and 65535' })
  PORT: number = 3000;

  @IsOptional()
  @IsBaseUrl({
    message:
      'PUBLIC_BASE_URL must be the http(s) URL under which carriers reach this service, such as https://calls.example.com',
  })
  PUBLIC_BASE_URL?: string;

  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/.+/, {
    message:
      'DATABASE_URL must look like postgres://user:password@host:5432/database; leave it out to use the embedded one',
  })
  DATABASE_URL?: string;

  @Type(() => Number)
  @IsInt({ message: 'DATABASE_POOL_SIZE must be a whole number between 2 and 200' })
  @Min(2, { message: 'DATABASE_POOL_SIZE must be a whole number between 2 and 200' })
  @Max(200, { message: 'DATABASE_POOL_SIZE must be a whole number between 2 and 200' })
  DATABASE_POOL_SIZE: number = 10;

  @IsString({ message: 'DATA_DIR must be a folder' })
  @MinLength(1, { message: 'DATA_DIR must be a folder' })
  DATA_DIR: string = './data';

  @IsOptional()
  @IsEncryptionKeyList({
    message:
      'ENCRYPTION_KEYS must be base64 keys of 32 bytes, newest first, separated by commas; make one with: openssl rand -base64 32',
  })
  ENCRYPTION_KEYS?: string;

  @IsOptional()
  @IsString()
  @MinLength(32, { message: 'BOOTSTRAP_API_KEY must have at least 32 characters; make one with: openssl rand -hex 32' })
  @MaxLength(256, { message: 'BOOTSTRAP_API_KEY must have at most 256 characters' })
  @Matches(/^[\x21-\x7e]+$/, { message: 'BOOTSTRAP_API_KEY must be printable ASCII without spaces' })
  BOOTSTRAP_API_KEY?: string;

  @Type(() => Number)
  @IsInt({ message: 'RECONCILE_INTERVAL_MINUTES must be a whole number between 0 (never) and 10080' })
  @Min(0, { message: 'RECONCILE_INTERVAL_MINUTES must be a whole number between 0 (never) and 10080' })
  @Max(10_080, { message: 'RECONCILE_INTERVAL_MINUTES must be a whole number between 0 (never) and 10080' })
  RECONCILE_INTERVAL_MINUTES: number = 60;

  @Type(() => Number)
  @IsInt({ message: 'ROUTE_CACHE_SIZE must be a whole number between 100 and 10000000' })
  @Min(100, { message: 'ROUTE_CACHE_SIZE must be a whole number between 100 and 10000000' })
  @Max(10_000_000, { message: 'ROUTE_CACHE_SIZE must be a whole number between 100 and 10000000' })
  ROUTE_CACHE_SIZE: number = 200_000;

  @Matches(/^[1-9][0-9]{0,4}[smhd]$/, {
    message: 'ROUTE_SNAPSHOT_MAX_AGE must be a number and a unit of s, m, h or d, such as 24h',
  })
  ROUTE_SNAPSHOT_MAX_AGE: string = '24h';

  @Type(() => Number)
  @IsInt({ message: 'CALL_RETENTION_DAYS must be a whole number between 0 (for ever) and 3660' })
  @Min(0, { message: 'CALL_RETENTION_DAYS must be a whole number between 0 (for ever) and 3660' })
  @Max(3_660, { message: 'CALL_RETENTION_DAYS must be a whole number between 0 (for ever) and 3660' })
  CALL_RETENTION_DAYS: number = 90;

  @IsIn(LOG_LEVELS, { message: `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}` })
  LOG_LEVEL: (typeof LOG_LEVELS)[number] = 'info';

  @IsOptional()
  @IsIn(['json', 'pretty'], {
    message: 'LOG_FORMAT must be json or pretty; without it, terminals get pretty and pipes get json',
  })
  LOG_FORMAT?: 'json' | 'pretty';

  @IsOptional()
  @IsTrustProxy({
    message:
      'TRUST_PROXY must be true, false, the number of proxies, or their addresses or networks, such as 10.0.0.0/8',
  })
  TRUST_PROXY?: string;

  @IsOptional()
  @IsNetworkList({
    message:
      'OUTBOUND_ALLOW_CIDRS must be addresses or networks, separated by commas, such as 10.20.0.0/16,192.168.1.5; leave it out to open none',
  })
  OUTBOUND_ALLOW_CIDRS?: string;
}
