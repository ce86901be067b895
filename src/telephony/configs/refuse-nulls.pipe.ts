import type { PipeTransform } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { validationFailed } from '../../common/http/validation.js';

/** In a merge patch null means "remove", and a configuration has neither an optional name nor an optional `config`. */
@Injectable()
export class RefuseNullsPipe implements PipeTransform<unknown, unknown> {
  transform(body: unknown): unknown {
    if (typeof body !== 'object' || body === null) return body;
    const faults = Object.entries(body)
      .filter(([name, value]) => value === null && (name === 'name' || name === 'config'))
      .map(([name]) => ({ pointer: `/${name}`, code: 'is_not_null', detail: `${name} cannot be removed` }));
    if (faults.length > 0) throw validationFailed(faults);
    return body;
  }
}
