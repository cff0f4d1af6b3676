// Every board as TypeScript, checked against Grafana's published schema: a misspelt or misplaced key is an error.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tmpdir } from 'node:os';
import { boards } from './boards.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'board-types-'));
symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'));

// The schema of each kind of panel. xychart is left out: its options are those of Grafana 10, which 11 and later
// read and rewrite.
const options = {
  barchart: 'barchart/panelcfg/x/BarChartPanelCfg_types.gen',
  stat: 'stat/panelcfg/x/StatPanelCfg_types.gen',
  table: 'table/panelcfg/x/TablePanelCfg_types.gen',
  text: 'text/panelcfg/x/TextPanelCfg_types.gen',
  timeseries: 'timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen',
};

const prologue = `
import type { Dashboard, Panel } from '@grafana/schema';
${Object.entries(options).map(([kind, path]) => `import type { Options as ${kind} } from '@grafana/schema/dist/esm/raw/composable/${path}';`).join('\n')}

// JSON has the value of an enumerator where TypeScript wants its name.
type Json<T> = T extends string ? \`\${T}\` : T extends (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

// What Grafana reads beyond its schema: annotations of the Prometheus data source, queries of panels.
type Annotation = Dashboard['annotations'] extends { list?: (infer A)[] } | undefined ? A : never;
interface PrometheusAnnotation { expr?: string; step?: string; titleFormat?: string; textFormat?: string }
type Board = Omit<Dashboard, 'annotations' | 'panels'> & {
  annotations: { list: (Annotation & PrometheusAnnotation)[] };
  panels: never[];
};
`;

function source({ json }) {
  const { panels, ...rest } = json;
  const lines = panels.map((panel, i) => {
    const kind = panel.type === 'row' ? 'Dashboard[\'panels\'] extends (infer P)[] | undefined ? P : never' : 'Panel';
    const typed = options[panel.type] ? `\nexport const options${i}: Json<Partial<${panel.type}>> = ${JSON.stringify(panel.options)};` : '';
    return `export const panel${i}: Json<${kind}> = ${JSON.stringify(panel)};${typed}`;
  });
  return `${prologue}\nexport const board: Json<Board> = ${JSON.stringify({ ...rest, panels: [] })};\n${lines.join('\n')}\n`;
}

function check(files) {
  const tsc = join(here, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', ...files], { cwd: folder, encoding: 'utf8' });
    return '';
  } catch (failure) {
    return failure.stdout ?? String(failure);
  }
}

try {
  const files = boards.map((board) => {
    const file = `${board.name.replace('/', '_').replace('.json', '')}.ts`;
    writeFileSync(join(folder, file), source(board));
    return file;
  });
  const faults = check(files);
  if (faults) {
    console.log(faults);
    process.exitCode = 1;
  }
  // The check itself: a misspelt key has to be found.
  const [{ name, json }] = boards;
  const { timezone, ...others } = json;
  writeFileSync(join(folder, 'misspelt.ts'), source({ json: { ...others, timezon: timezone } }));
  if (!check(['misspelt.ts']).includes('timezon')) throw new Error(`a misspelt key of ${name} was not found`);
  if (!faults) console.log(`${boards.length} boards follow Grafana's schema`);
} finally {
  rmSync(folder, { recursive: true });
}
