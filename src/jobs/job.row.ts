import type { JobState } from './job-state.js';

/** A job as the one who works on it needs it. */
export interface JobRow<Parameters extends object = Record<string, unknown>> {
  id: number;
  organization_id: number;
  subject_id: number | null;
  parameters: Parameters;
  progress: Record<string, unknown>;
}

/** A job as it is shown. */
export interface CountedJob {
  id: number;
  kind: string;
  subject_id: number | null;
  state: JobState;
  message: string | null;
  succeeded: number;
  failed: number;
  pending: number;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}
