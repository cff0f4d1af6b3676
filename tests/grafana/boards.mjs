// The boards as they are checked in, for the tests.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../deploy/grafana/dashboards');

export const boards = ['sv', 'en'].flatMap((language) =>
  readdirSync(join(folder, language)).map((file) => {
    const text = readFileSync(join(folder, language, file), 'utf8');
    return { name: `${language}/${file}`, text, json: JSON.parse(text) };
  }),
);

// Every expression of a board, with the variables that stand outside of quotes filled in.
export function expressions({ json }) {
  const found = [
    ...json.panels.flatMap((panel) => (panel.targets ?? []).map((target) => ({ where: `${panel.title} ${target.refId}`, expr: target.expr }))),
    ...json.annotations.list.filter(({ expr }) => expr).map(({ name, expr }) => ({ where: `annotation ${name}`, expr })),
    ...json.templating.list
      .filter(({ type }) => type === 'query')
      .map(({ name, query }) => ({ where: `variable ${name}`, expr: query.query.replace(/^query_result\((.*)\)$/, '$1') })),
  ];
  return found.map(({ where, expr }) => ({
    where,
    expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$__interval', '1d'),
  }));
}
