import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';

type DtoClass = new () => object;

/**
 * Turns a request's body or query into the class that the handler declares. The framework's own validation pipe does
 * the same through asynchronous validators, which this API has none of, at a cost that each request would pay.
 */
export class DtoPipe implements PipeTransform<unknown, object> {
  /** @param parse makes the instance or throws the refusal */
  constructor(private readonly parse: (type: DtoClass, value: unknown) => object) {}

  transform(value: unknown, { metatype }: ArgumentMetadata): object {
    if (!metatype) throw new Error('A handler that uses this pipe must declare a class');
    return this.parse(metatype as DtoClass, value);
  }
}
