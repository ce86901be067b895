import { ApiProperty } from '@nestjs/swagger';
import { ApiKeyDto } from './api-key.dto.js';

export class IssuedApiKeyDto extends ApiKeyDto {
  @ApiProperty({
    description: 'The key itself. It is shown this once and cannot be read again.',
    example: 'dp_Hq3vT0aZ…',
  })
  key: string;
}
