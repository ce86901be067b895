import { ApiProperty } from '@nestjs/swagger';
import { FirstApiKeyDto } from './first-api-key.dto.js';
import { OrganizationDto } from './organization.dto.js';

export class CreatedOrganizationDto extends OrganizationDto {
  @ApiProperty({ description: 'The first key of the organization. Its secret is shown this once.' })
  api_key: FirstApiKeyDto;
}
