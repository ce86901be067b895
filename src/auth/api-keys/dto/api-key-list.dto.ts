import { ApiProperty } from '@nestjs/swagger';
import { PageInfo } from '../../../common/pagination/page.js';
import { ApiKeyDto } from './api-key.dto.js';

export class ApiKeyListDto extends PageInfo {
  @ApiProperty({ type: () => [ApiKeyDto] })
  api_keys: ApiKeyDto[];
}
