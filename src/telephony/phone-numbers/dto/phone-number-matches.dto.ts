import { ApiProperty } from '@nestjs/swagger';
import { PhoneNumberDto } from './phone-number.dto.js';

export class PhoneNumberMatchesDto {
  @ApiProperty({
    type: () => [PhoneNumberDto],
    description: 'The registrations of the address, at most one per provider and account.',
  })
  phone_numbers: PhoneNumberDto[];
}
