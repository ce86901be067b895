import type { OpenAPIObject } from '@nestjs/swagger';

type PathItem = OpenAPIObject['paths'][string];
type Documented = NonNullable<PathItem['get']>;

/** One operation of the document. */
export interface DocumentedOperation {
  method: string;
  path: string;
  operation: Omit<Documented, 'parameters'> & { parameters?: { name: string; in: string; schema?: unknown }[] };
  /** Needs no key. */
  isPublic: boolean;
}

const OF_CARRIERS = '/api/v1/telephony/';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All operations of the API, in the order of the document. The paths of carriers are none: they have rules of their own. */
export function operationsOf(document: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation || path.startsWith(OF_CARRIERS)) return [];
      const isPublic = (operation.security ?? []).length === 0;
      return [{ method: method.toUpperCase(), path, operation, isPublic } as DocumentedOperation];
    }),
  );
}
