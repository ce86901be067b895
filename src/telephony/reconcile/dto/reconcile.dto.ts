import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

export class ReconcileDto {
  @ApiPropertyOptional({
    description:
      '`plan_hash` of a plan: exactly that is done, or nothing if anything changed since. Without it, the account is compared and its drift policy followed.',
    type: String,
    nullable: true,
    pattern: '^[A-Za-z0-9_-]{43}$',
    example: 'r3a5FzV2b0Gq0mKXfQdX1p0m3mJb1tCkZ1m0t8Yx0aE',
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{43}$/, { message: 'plan_hash must be the plan_hash of a plan' })
  plan_hash?: string | null;
}
