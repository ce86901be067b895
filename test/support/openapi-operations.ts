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

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** All operations, in the order of the document. */
export function operationsOf(document: OpenAPIObject): DocumentedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const isPublic = (operation.security ?? []).length === 0;
      return [{ method: method.toUpperCase(), path, operation, isPublic } as DocumentedOperation];
    }),
  );
}
