import { ApiProperty } from '@nestjs/swagger';
import type { LinkStatus, PathLinkName, PathVerdictName } from '../path-link-name.js';
import { LINK_STATUSES, PATH_LINKS, PATH_VERDICTS } from '../path-link-name.js';

export class PathRepairDto {
  @ApiProperty({ example: 'Sync the number' })
  title: string;

  @ApiProperty({
    type: String,
    enum: ['POST', 'PATCH'],
    nullable: true,
    description: 'Of the request to this API that does it; null when it is done elsewhere.',
    example: 'POST',
  })
  method: 'POST' | 'PATCH' | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '/api/v1/organizations/telephony-configs/7/phone-numbers/12/sync',
  })
  path: string | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Body of the request, when it is known; a PATCH without one needs your values.',
    example: null,
  })
  body: Record<string, unknown> | null;

  @ApiProperty({ description: "Whether it is done in the carrier's console.", example: false })
  console: boolean;
}

export class PathLinkDto {
  @ApiProperty({ enum: PATH_LINKS, example: 'webhook_is_ours' })
  link: PathLinkName;

  @ApiProperty({
    enum: LINK_STATUSES,
    description: '`unknown`: nobody has looked, or nobody could.',
    example: 'failed',
  })
  status: LinkStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Stable code of what is wrong, or of what to watch although it works.',
    example: 'webhook_url_differs',
  })
  reason: string | null;

  @ApiProperty({ description: 'For a person.' })
  detail: string;

  @ApiProperty({ type: () => PathRepairDto, nullable: true, description: 'The one thing to do about it.' })
  repair: PathRepairDto | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the fact was true that this is concluded from.',
    example: '2026-03-01T12:00:00.000Z',
  })
  checked_at: string | null;
}

export class PhoneNumberPathDto {
  @ApiProperty({
    enum: PATH_VERDICTS,
    description:
      '`rings`: every link holds · `broken`: at least one failed · `unknown`: none failed, not all are known',
    example: 'broken',
  })
  verdict: PathVerdictName;

  @ApiProperty({
    type: String,
    enum: PATH_LINKS,
    nullable: true,
    description: 'The first link that failed, where repairs begin.',
    example: 'webhook_is_ours',
  })
  first_failure: PathLinkName | null;

  @ApiProperty({
    type: () => [PathLinkDto],
    description: 'From the carrier to the workflow; links that the provider does not have are left out.',
  })
  links: PathLinkDto[];

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Age of the oldest fact; null when a link was never looked at.',
    example: '2026-03-01T12:00:00.000Z',
  })
  checked_at: string | null;
}
