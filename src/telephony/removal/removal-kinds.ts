/** Kind of the jobs that delete a configuration with its numbers. */
export const REMOVE_CONFIGURATION = 'remove-configuration';

/** Kind of the jobs that delete a workflow and unbind its numbers. */
export const REMOVE_WORKFLOW = 'remove-workflow';
