import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { REQUIRED_SCOPE } from '../../src/auth/decorators/authenticated.decorator.js';
import { IS_PUBLIC } from '../../src/auth/decorators/public.decorator.js';
import { SCOPES } from '../../src/auth/scope.js';
import { TestApp } from '../support/test-app.js';

/** The routes that answer without a key. Whoever adds one says so here. */
const PUBLIC_ROUTES = ['HealthController.live', 'HealthController.ready', 'MetricsController.show'];

interface Route {
  name: string;
  isPublic: boolean;
  scope: unknown;
}

function routesOf(app: TestApp): Route[] {
  const reflector = app.app.get(Reflector);
  const scanner = new MetadataScanner();
  return app.app
    .get(DiscoveryService, { strict: false })
    .getControllers()
    .flatMap(({ instance, metatype }) => {
      const prototype = Object.getPrototypeOf(instance) as Record<string, (...values: unknown[]) => unknown>;
      return scanner
        .getAllMethodNames(prototype)
        .filter((method) => Reflect.hasMetadata(PATH_METADATA, prototype[method] as object))
        .map((method) => {
          const targets = [prototype[method], metatype] as Parameters<Reflector['getAllAndOverride']>[1];
          return {
            name: `${metatype?.name}.${method}`,
            isPublic: reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets) === true,
            scope: reflector.getAllAndOverride<unknown>(REQUIRED_SCOPE, targets),
          };
        });
    });
}

describe('every route', () => {
  let app: TestApp;
  let routes: Route[];

  beforeAll(async () => {
    app = await TestApp.start();
    routes = routesOf(app);
  });

  afterAll(() => app.stop());

  it('is found by this test', () => {
    expect(routes.length).toBeGreaterThan(25);
  });

  it('is public only if it is on the list', () => {
    expect(
      routes
        .filter((route) => route.isPublic)
        .map((route) => route.name)
        .sort(),
    ).toEqual(PUBLIC_ROUTES);
  });

  it('names a scope unless it is public', () => {
    const open = routes.filter((route) => !route.isPublic && !SCOPES.includes(route.scope as (typeof SCOPES)[number]));
    expect(open.map((route) => route.name)).toEqual([]);
  });
});
