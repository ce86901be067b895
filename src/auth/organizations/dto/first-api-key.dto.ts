import { PickType } from '@nestjs/swagger';
import { IssuedApiKeyDto } from '../../api-keys/dto/issued-api-key.dto.js';

export class FirstApiKeyDto extends PickType(IssuedApiKeyDto, ['id', 'prefix', 'scopes', 'key'] as const) {}
