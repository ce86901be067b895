import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { REQUIRED_SCOPE } from '../../src/auth/decorators/authenticated.decorator.js';
import { IS_PUBLIC } from '../../src/auth/decorators/public.decorator.js';
import { operationsOf } from '../support/openapi-operations.js';
import { TestApp } from '../support/test-app.js';

/** The routes that answer without a key, and why. Whoever adds one has to say so here. */
const PUBLIC: Readonly<Record<string, string>> = {
  'HealthController.live': 'supervisors have no key',
  'HealthController.ready': 'load balancers have no key',
  'MetricsController.show': 'Prometheus has no key',
};

type Handler = (...parameters: unknown[]) => unknown;
type Controller = new (...parameters: unknown[]) => object;

describe('every route', () => {
  let app: TestApp;
  let handlers: { name: string; controller: Controller; handler: Handler }[];
  let reflector: Reflector;

  beforeAll(async () => {
    app = await TestApp.start();
    reflector = app.app.get(Reflector);
    const scanner = new MetadataScanner();
    handlers = app.app
      .get(DiscoveryService, { strict: false })
      .getControllers()
      .flatMap(({ metatype }) => {
        const controller = metatype as unknown as Controller;
        const prototype = controller.prototype as Record<string, Handler>;
        return scanner
          .getAllMethodNames(prototype)
          .map((method) => ({
            name: `${controller.name}.${method}`,
            controller,
            handler: prototype[method] as Handler,
          }))
          .filter(({ handler }) => Reflect.hasMetadata(PATH_METADATA, handler));
      });
  });

  afterAll(async () => {
    await app.stop();
  });

  it('is in the OpenAPI document', () => {
    expect(handlers.length).toBeGreaterThan(30);
    expect(operationsOf(app.document)).toHaveLength(handlers.length);
  });

  it('says either that it needs a scope or that it is public, not both and not neither', () => {
    const undecided = handlers.filter(({ controller, handler }) => {
      const targets = [handler, controller];
      const needsScope = reflector.getAllAndOverride<unknown>(REQUIRED_SCOPE, targets) !== undefined;
      const isPublic = reflector.getAllAndOverride<unknown>(IS_PUBLIC, targets) === true;
      return needsScope === isPublic;
    });
    expect(undecided.map(({ name }) => name)).toEqual([]);
  });

  it('is closed, but for a short list', () => {
    const open = handlers.filter(
      ({ controller, handler }) => reflector.getAllAndOverride<unknown>(IS_PUBLIC, [handler, controller]) === true,
    );
    expect(open.map(({ name }) => name).sort()).toEqual(Object.keys(PUBLIC).sort());
  });

  it('tells the document whether it needs a key', () => {
    const documented = operationsOf(app.document);
    const open = documented.filter(({ isPublic }) => isPublic).map(({ operation }) => operation.operationId);
    expect(open.sort()).toEqual(
      Object.keys(PUBLIC)
        .map((name) => name.replace('Controller.', '_'))
        .sort(),
    );
  });

  it('is reached by its own path: no parameter of another route takes it first', () => {
    const wrong: string[] = [];
    const routes = routesOf(app);
    for (const { method, path } of operationsOf(app.document)) {
      const url = path.replaceAll(/\{\w+\}/g, '1');
      const first = routes.find((route) => route.methods[method.toLowerCase()] && route.matches(url));
      if (first?.path !== path.replaceAll(/\{(\w+)\}/g, ':$1')) wrong.push(`${method} ${path} → ${first?.path}`);
    }
    expect(routes.length).toBeGreaterThan(handlers.length);
    expect(wrong).toEqual([]);
  });

  it('uses the methods of REST', () => {
    const used = new Set(
      handlers.map(({ handler }) => RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number]),
    );
    expect([...used].sort()).toEqual(['DELETE', 'GET', 'PATCH', 'POST', 'PUT']);
  });
});

interface Route {
  path: string;
  methods: Record<string, boolean | undefined>;
  matches: (url: string) => boolean;
}

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
  match: (url: string) => boolean;
}

/** The table of routes as Express goes through it. */
function routesOf(app: TestApp): Route[] {
  const { router } = app.app.getHttpAdapter().getInstance() as unknown as { router: { stack: Layer[] } };
  return router.stack.flatMap((layer) =>
    // Middleware of the framework stands there as a route for everything below the prefix.
    layer.route === undefined || layer.route.path.includes('*')
      ? []
      : [{ path: layer.route.path, methods: layer.route.methods, matches: (url: string) => layer.match(url) }],
  );
}
