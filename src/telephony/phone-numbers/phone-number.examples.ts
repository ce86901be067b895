/** Bodies to start from. */
export const PHONE_NUMBER_EXAMPLES = {
  register: { summary: 'Register a number', value: { address: '+14155551234', label: 'Support line' } },
  bind: {
    summary: 'Register a number and bind it to a workflow',
    value: { address: '(415) 555-1234', country_code: 'US', inbound_workflow_id: 1 },
  },
};
