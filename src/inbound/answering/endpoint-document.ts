import { parseAs } from '../../common/http/validation.js';
import { isJsonObject } from '../../provider-sync/contract/json-shape.js';
import { IsTarget } from '../../workflows/targets/any-target.js';
import type { AnyTarget } from '../../workflows/targets/any-target.js';
import type { DirectTarget } from './call-actions.js';
import { TargetFailure } from './target-failure.js';
import type { EndpointAnswer } from './workflow-endpoint.js';

/** More than any target has, whose parameters are fifty at most. Calls wait while what there is gets validated. */
const MOST_VALUES = 100;

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
  if (isLarge(document)) throw new TargetFailure('answer_not_valid');
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

/** Looks no further than at the first values that are too many. */
function isLarge(document: object): boolean {
  const values: unknown[] = [document];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    const inside: unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : [];
    values.push(...inside);
    if (values.length > MOST_VALUES) return true;
  }
  return false;
}

function jsonOf(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
