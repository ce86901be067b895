import { ApiProperty } from '@nestjs/swagger';

/** One page of rows, newest knowledge of whether there are more. */
export interface Page<T> {
  items: T[];
  /** Given back as `cursor` to read on; null on the last page. */
  nextCursor: string | null;
}

/** What every list answer carries beside its named array. */
export class PageInfo {
  @ApiProperty({ description: 'Whether a further page exists.' })
  has_more: boolean;

  @ApiProperty({
    description: 'Pass it as `cursor` to get the next page; null on the last one.',
    type: String,
    nullable: true,
  })
  next_cursor: string | null;
}

/** The page fields of an answer. */
export function pageInfo(page: Page<unknown>): PageInfo {
  return { has_more: page.nextCursor !== null, next_cursor: page.nextCursor };
}
