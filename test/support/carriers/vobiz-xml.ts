import type { CallXmlSchema } from './call-xml-schema.js';
import { isSocketUrl } from './call-xml-schema.js';
import { PLIVO_XML, STREAM } from './plivo-xml.js';

/**
 * Vobiz XML: the elements of Plivo's, as its own reference repeats them, but for the stream, which can be connected
 * again and whose URL has no documented limit.
 * @see https://www.vobiz.ai/docs/xml/stream
 */
export const VOBIZ_XML: CallXmlSchema = {
  carrier: 'Vobiz',
  elements: {
    ...PLIVO_XML.elements,
    Stream: {
      ...STREAM,
      attributes: { ...STREAM.attributes, maxRetries: (text) => /^(?:\d|10)$/.test(text) },
      text: isSocketUrl,
    },
  },
};
