/**
 * The floors of the house. Imports go down only; a file may import its own floor's folder and every lower floor.
 * Each entry: the folders of one floor, from the ground up.
 */
const FLOORS = [
  { name: 'common', folders: ['common'], why: 'pure code knows no feature' },
  {
    name: 'ground',
    folders: ['config', 'crypto', 'database'],
    why: 'environment, keys and connection serve everybody above',
  },
  { name: 'queue', folders: ['queue'], why: 'what waits to be done knows neither who asked nor what it is about' },
  { name: 'auth', folders: ['auth'], why: 'who asks is decided before anything else' },
  { name: 'jobs', folders: ['jobs'], why: 'progress is reported the same way for every kind of work' },
  { name: 'workflows', folders: ['workflows'], why: 'what answers does not know who calls' },
  {
    name: 'provider-sync',
    folders: ['provider-sync'],
    why: 'carriers are spoken to in plain values, never in entities',
  },
  { name: 'telephony', folders: ['telephony'], why: 'the registry uses carriers and workflows' },
  { name: 'inbound', folders: ['inbound'], why: 'calls are answered from what the registry holds' },
  {
    name: 'edges',
    folders: ['idempotency', 'health', 'metrics', 'logging'],
    why: 'edges look at the house from outside',
  },
  { name: 'app', folders: ['openapi', 'start'], why: 'puts everything together' },
];

const inside = (folders) => `^src/(${folders.join('|')})/`;
const APP_FILES = '^src/(main|bootstrap|app\\.module)\\.ts$';

const floorRules = FLOORS.slice(0, -1).map((floor, index) => ({
  name: `floor-${floor.name}`,
  comment: `${floor.name} may not import a higher floor: ${floor.why}.`,
  severity: 'error',
  from: { path: inside(floor.folders), pathNot: '\\.spec\\.ts$' },
  to: { path: [inside(FLOORS.slice(index + 1).flatMap((higher) => higher.folders)), APP_FILES] },
}));

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'no-circular',
      comment:
        'Two files that need each other are one file, or one of them stands on the wrong floor. Types may point back.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'provider-is-an-island',
      comment:
        'A provider imports itself, the contract, common code and packages; so adding or removing one touches nothing else.',
      severity: 'error',
      from: { path: '^src/provider-sync/providers/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^src/',
        pathNot: ['^src/provider-sync/providers/$1/', '^src/provider-sync/contract/', '^src/common/'],
      },
    },
    {
      name: 'no-one-names-a-provider',
      comment: 'Providers are found by their folder. Whoever imports one has to be changed when it goes.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/provider-sync/providers/' },
      to: { path: '^src/provider-sync/providers/' },
    },
    {
      name: 'no-tests-in-production',
      comment: 'What only tests need is not part of the service.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      to: { path: ['^test/', '\\.spec\\.ts$', '/testing/'] },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'Whatever is imported stands in package.json.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.spec\\.ts$', '/testing/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
    },
  },
};
