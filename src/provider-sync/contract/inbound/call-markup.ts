import type { CallAction, CallContext } from './call-action.js';

/** Answers calls in the markup of a carrier that is told what to do in the answer to its webhook. Pure. */
export abstract class CallMarkup {
  /** Of everything that {@link render} makes. */
  abstract readonly contentType: string;

  /** Of a document that the carrier reads, bytes; infinite where it documents no limit. */
  abstract readonly largestDocument: number;

  /** The whole document, escaped. */
  abstract render(action: CallAction, context: CallContext): string;

  /**
   * Whether a document that a workflow's endpoint answered can be passed on to the carrier: right type and well-formed.
   * @param contentType of the answer, as it was sent; empty when it was not
   */
  abstract accepts(contentType: string, document: string): boolean;
}
