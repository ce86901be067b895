import { IsOverride } from '../validation/is-override.decorator.js';

/** What a change can be told by which calls may be routed otherwise. */
export class OverrideQueryDto {
  @IsOverride()
  override: boolean = false;
}
