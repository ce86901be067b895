import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

/** A public key in PEM is the longest of them. */
const MAX_LENGTH = 4096;

// Something to see: zero-width spaces and the like are as blank as spaces.
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** Whatever else a secret must be like is up to the provider, whose rules for the credential hold here too. */
export class SetSecondarySecretDto {
  @ApiProperty({
    description: 'The other secret with which the carrier may sign; held against the same rules as the credential.',
    minLength: 1,
    maxLength: MAX_LENGTH,
    example: '0123456789abcdef0123456789abcdef',
  })
  @IsString()
  @Matches(VISIBLE, { message: '$property must not be blank' })
  @MaxLength(MAX_LENGTH)
  value: string;
}
