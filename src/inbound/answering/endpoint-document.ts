import { parseAs } from '../../common/http/validation.js';
import { isJsonObject } from '../../provider-sync/contract/json-shape.js';
import { IsTarget } from '../../workflows/targets/any-target.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { DirectTarget } from './call-actions.js';
import { TargetFailure } from './target-failure.js';
import type { EndpointAnswer } from './workflow-endpoint.js';

/** What an endpoint that speaks no carrier's markup answers: the target that is to take the call. */
class EndpointDocument {
  @IsTarget()
  target: AnyTarget;
}

/**
 * The target that an endpoint has named; null when its answer is something else, such as a carrier's markup.
 * @throws TargetFailure when it has named one that is not valid, or yet another endpoint
 */
export function targetIn({ body }: EndpointAnswer): DirectTarget | null {
  const document = jsonOf(body);
  if (!isJsonObject(document) || !('target' in document)) return null;
  // Lists are refused before each of their items is looked at.
  if (!isJsonObject(document['target'])) throw new TargetFailure('answer_not_valid');
  const { target } = valid(document);
  if (target.type === 'webhook') throw new TargetFailure('endpoint_named_endpoint');
  return target;
}

function valid(document: object): EndpointDocument {
  try {
    return parseAs(EndpointDocument, document);
  } catch {
    throw new TargetFailure('answer_not_valid');
  }
}

function jsonOf(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
