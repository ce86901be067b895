import type { PathLinkDto, PathRepairDto, PhoneNumberPathDto } from './dto/phone-number-path.dto.js';
import type { PathLink, PathRepair, PathVerdict } from './path-verdict.js';

export function toPhoneNumberPathDto({ verdict, firstFailure, links, checkedAt }: PathVerdict): PhoneNumberPathDto {
  return {
    verdict,
    first_failure: firstFailure,
    links: links.map(toLinkDto),
    checked_at: checkedAt?.toISOString() ?? null,
  };
}

function toLinkDto({ link, status, reason, detail, repair, checkedAt }: PathLink): PathLinkDto {
  return {
    link,
    status,
    reason,
    detail,
    repair: repair && toRepairDto(repair),
    checked_at: checkedAt?.toISOString() ?? null,
  };
}

function toRepairDto({ title, request, isInConsole }: PathRepair): PathRepairDto {
  return {
    title,
    method: request?.method ?? null,
    path: request?.path ?? null,
    body: request?.body ?? null,
    console: isInConsole,
  };
}
