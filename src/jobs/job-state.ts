export const JOB_STATES = ['queued', 'running', 'succeeded', 'failed'] as const;

export type JobState = (typeof JOB_STATES)[number];

export const JOB_ITEM_STATES = ['pending', 'succeeded', 'failed'] as const;

export type JobItemState = (typeof JOB_ITEM_STATES)[number];
