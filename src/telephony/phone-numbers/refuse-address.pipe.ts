import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { addressImmutable } from './phone-number.errors.js';

/** An update that names an address gets an answer of its own instead of "unknown field". */
@Injectable()
export class RefuseAddressPipe implements PipeTransform<unknown, unknown> {
  transform(body: unknown): unknown {
    if (typeof body === 'object' && body !== null && 'address' in body) throw addressImmutable();
    return body;
  }
}
