import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderFacade } from '../provider-sync/contract/telephony-provider.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['post']>;
type Parameter = NonNullable<Operation['parameters']>[number];

export const INBOUND_TAG = 'Inbound calls';

const BASE = '/api/v1/telephony';

const NOT_FOR_YOU =
  'For carriers, not for people: the request must carry the signature of the carrier, made with a key of a telephony configuration, over the URL below `PUBLIC_BASE_URL`.';

const PROBLEM = { $ref: '#/components/schemas/ProblemDetails' };

/** The paths that carriers use. They are served in front of the API, so no controller describes them. */
export function addInboundPaths(document: OpenAPIObject, providers: readonly ProviderFacade[]): void {
  const byWebhook = providers.filter(({ webhook }) => webhook !== null);
  const answers = answerContent(byWebhook);
  const parameters = [providerParameter(byWebhook)];
  const answering = (id: string, summary: string, description: string): Operation =>
    operation(id, summary, description, { '200': { description: 'What to do with the call.', content: answers } });
  const named = 'Each provider has its own path; binding a number writes it at the carrier.';
  Object.assign(document.paths, {
    [`${BASE}/inbound/run`]: {
      post: answering('Inbound_run', 'Answer a call of any provider', 'Finds out by itself which provider asks.'),
    },
    [`${BASE}/inbound/fallback`]: {
      post: answering(
        'Inbound_fallback',
        'Answer a call after the first answer failed',
        'Carriers ask here when the answer URL went wrong. The fallback target of the workflow is tried first.',
      ),
    },
    [`${BASE}/inbound/{provider}`]: {
      get: { ...answering('Inbound_answerByGet', 'Answer a call, asked by GET', named), parameters },
      post: { ...answering('Inbound_answer', 'Answer a call', named), parameters },
    },
    [`${BASE}/{provider}/events`]: { post: { ...hearing(), parameters } },
  });
}

function hearing(): Operation {
  return operation('Inbound_events', 'Hear what became of a call', 'Kept with the record of the call.', {
    '200': { description: 'Heard; there is no body.' },
  });
}

function operation(id: string, summary: string, description: string, success: Operation['responses']): Operation {
  return {
    operationId: id,
    summary,
    description: `${description}\n\n${NOT_FOR_YOU}`,
    tags: [INBOUND_TAG],
    security: [],
    responses: {
      ...success,
      '403': {
        description:
          'The request is not surely from the carrier. The same answer, after the same time, whatever the reason; the owner of the account finds out why with `POST /api/v1/signature-diagnoses`.',
        content: { 'application/problem+json': { schema: PROBLEM } },
      },
    },
  };
}

/** One media type for each kind of markup; carriers that are told over their API get an empty answer. */
function answerContent(providers: readonly ProviderFacade[]): Record<string, { schema: { type: 'string' } }> {
  const types = providers.flatMap(({ markup }) => (markup ? [markup.contentType.split(';')[0] ?? ''] : []));
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
}

function providerParameter(providers: readonly ProviderFacade[]): Parameter {
  return {
    name: 'provider',
    in: 'path',
    required: true,
    description: 'The provider whose carrier asks.',
    schema: { type: 'string', enum: providers.map(({ metadata }) => metadata.provider) },
  };
}
