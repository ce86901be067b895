import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsDate, IsOptional } from 'class-validator';

/** A date and a time with its offset (https://www.rfc-editor.org/rfc/rfc3339#section-5.6). */
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** A time in a query string, such as `2026-03-01T00:00:00Z`. */
export function IsQueryTime(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (timeOf(value) ?? value) : value)),
    IsDate({
      message: '$property must be a time such as 2026-03-01T00:00:00Z; write the plus of an offset as %2B',
    }),
  );
}

/** Undefined for what is no time; JavaScript would read the 30th of February as the 2nd of March. */
function timeOf(text: string): Date | undefined {
  const [, year, month, day] = RFC_3339.exec(text)?.map(Number) ?? [];
  const time = new Date(text.toUpperCase());
  if (year === undefined || month === undefined || day === undefined || Number.isNaN(time.getTime())) return undefined;
  const calendar = new Date(0);
  calendar.setUTCFullYear(year, month - 1, day);
  return year > 0 && calendar.getUTCMonth() === month - 1 && calendar.getUTCDate() === day ? time : undefined;
}
