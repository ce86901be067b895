import { ApiProperty } from '@nestjs/swagger';

/** The answer to a request whose work goes on as a job; sent as 202 with the job's `Location`. */
export class AcceptedJobDto {
  @ApiProperty({ description: 'What is being done, in a sentence.' })
  message: string;

  @ApiProperty({ type: 'integer', description: 'Shows how far it is: `GET /jobs/{job_id}`.', example: 7 })
  job_id: number;

  static of(jobId: number, message: string): AcceptedJobDto {
    return Object.assign(new AcceptedJobDto(), { message, job_id: jobId });
  }
}
