import type { StreamAction } from '../../contract/inbound/call-action.js';

/** Before the names of parameters, so that none of them is a variable of Asterisk's own. */
const PREFIX = 'DIALPLANE_';

/**
 * What the agent is told in `channel_variables` of the MEDIA_START event: every parameter as `DIALPLANE_<name>`, and the
 * workflow's URL as `STREAM_URL`, because the PBX connects to the URL of its own websocket_client.conf.
 */
export function streamVariables({ url, parameters }: StreamAction): Record<string, string> {
  const told = Object.entries(parameters).map(([name, value]) => [`${PREFIX}${name}`, value] as const);
  return { ...Object.fromEntries(told), STREAM_URL: url };
}
