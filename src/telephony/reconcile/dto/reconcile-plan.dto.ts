import { ApiProperty } from '@nestjs/swagger';
import { SettingDifferenceDto } from '../../phone-numbers/dto/setting-difference.dto.js';
import type { FindingKind } from '../number-finding.js';
import { FINDING_KINDS } from '../number-finding.js';
import type { PlannedAction, PlannedApplication } from '../reconcile-plan.js';

export class PlannedNumberDto {
  @ApiProperty({ type: 'integer', example: 12 })
  phone_number_id: number;

  @ApiProperty({ example: '+14155550100' })
  address: string;

  @ApiProperty({
    enum: FINDING_KINDS,
    description:
      '`drifted`: somebody changed it at the carrier · `outdated`: the carrier still has what was wanted before · `recovered`: what was wrong is right again · `gone`: the account does not have it any more · `returned`: the account has it again',
    example: 'drifted',
  })
  finding: FindingKind;

  @ApiProperty({
    enum: ['sync', 'mark_in_sync', 'mark_gone', 'mark_not_applicable'],
    description: '`sync` writes at the carrier; the others change only what is stored here.',
    example: 'sync',
  })
  action: PlannedAction;

  @ApiProperty({ type: () => [SettingDifferenceDto] })
  changes: SettingDifferenceDto[];

  @ApiProperty({ type: 'integer', description: 'How many numbers answer differently afterwards.', example: 1 })
  blast_radius: number;
}

export class PlannedApplicationDto {
  @ApiProperty({ enum: ['drifted', 'outdated', 'gone'], example: 'drifted' })
  finding: PlannedApplication['finding'];

  @ApiProperty({ type: () => [SettingDifferenceDto] })
  changes: SettingDifferenceDto[];

  @ApiProperty({ type: 'integer', description: 'How many bound numbers answer differently afterwards.', example: 40 })
  blast_radius: number;
}

export class ReconcilePlanDto {
  @ApiProperty({ description: 'Send it back to have exactly this done.' })
  plan_hash: string;

  @ApiProperty({
    type: () => PlannedApplicationDto,
    nullable: true,
    description:
      'What is to be done about the application that the numbers ring through; null when it is as it should be.',
  })
  application: PlannedApplicationDto | null;

  @ApiProperty({
    type: 'integer',
    description: 'How many numbers the plan is about; all others are as they should be.',
  })
  total: number;

  @ApiProperty({ type: () => [PlannedNumberDto], description: 'The first thousand of them, by id.' })
  numbers: PlannedNumberDto[];

  @ApiProperty({ description: 'Whether more numbers belong to the plan than are shown.' })
  is_truncated: boolean;
}
