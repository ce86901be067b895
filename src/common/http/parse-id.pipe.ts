import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.js';

const ID = /^[1-9][0-9]{0,15}$/;

/** A resource id in a path: a positive integer that JavaScript and PostgreSQL both hold exactly. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const id = ID.test(value) ? Number(value) : NaN;
    if (Number.isSafeInteger(id)) return id;
    throw new DomainError('invalid_parameter', 'An id in the path is a positive integer below 2^53.');
  }
}
