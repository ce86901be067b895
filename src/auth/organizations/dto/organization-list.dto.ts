import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import { OrganizationDto } from './organization.dto.js';

export class OrganizationListDto extends PageInfo {
  @ApiProperty({ type: () => [OrganizationDto] })
  organizations: OrganizationDto[];
}
