import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { IsObject, ValidateNested } from 'class-validator';
import { DialTarget } from './dial-target.js';
import { SayTarget } from './say-target.js';
import { StreamTarget } from './stream-target.js';
import { WebhookTarget } from './webhook-target.js';
import { WorkflowTarget } from './workflow-target.js';

const SUBTYPES = { stream: StreamTarget, webhook: WebhookTarget, dial: DialTarget, say: SayTarget };

/** A target as it is stored and answered. */
export type AnyTarget = StreamTarget | WebhookTarget | DialTarget | SayTarget;

/** OpenAPI schema of {@link AnyTarget}: a union discriminated by `type`. */
export const ANY_TARGET_SCHEMA = {
  oneOf: Object.values(SUBTYPES).map((subtype) => ({ $ref: getSchemaPath(subtype) })),
  discriminator: {
    propertyName: 'type',
    mapping: Object.fromEntries(Object.entries(SUBTYPES).map(([type, subtype]) => [type, getSchemaPath(subtype)])),
  },
};

/** The models that {@link ANY_TARGET_SCHEMA} refers to. */
export const AnyTargetModels = (): ClassDecorator => ApiExtraModels(...Object.values(SUBTYPES));

/** Documents a field that is a target. */
export function ApiTarget(options: { description: string; nullable?: boolean; required?: boolean }): PropertyDecorator {
  return ApiProperty({
    description: options.description,
    required: options.required ?? true,
    ...(options.nullable
      ? { oneOf: [...ANY_TARGET_SCHEMA.oneOf, { type: 'null' as unknown as 'string' }] }
      : ANY_TARGET_SCHEMA),
  });
}

/** Transforms and validates a field into the class that its `type` names. */
export function IsTarget(): PropertyDecorator {
  return applyDecorators(
    // One fault, instead of looking at each item of a list: somebody may send a long one.
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? '' : value)),
    IsObject(),
    ValidateNested(),
    Type(() => WorkflowTarget, {
      keepDiscriminatorProperty: true,
      discriminator: {
        property: 'type',
        subTypes: Object.entries(SUBTYPES).map(([name, value]) => ({ name, value })),
      },
    }),
  );
}
