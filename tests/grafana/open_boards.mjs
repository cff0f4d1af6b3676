// Opens boards in headless Chromium as a person would, and says what went wrong on each panel.
//
//   node open_boards.mjs GRAFANA_URL PLAN.json OUT_DIR
//
// PLAN: [{uid, name, query, leastPoints?}]. Writes OUT_DIR/NAME.png for each. Exits with 1 when a panel shows an error or
// "No data", when a query brings nothing back, or when a link of a table lacks what it is to choose. Only what
// asks for one care unit may come back empty, since small counts are withheld; but not a whole panel of it. With
// leastPoints every line over time has so many at least.
import { readFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [url, planFile, out] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(planFile, 'utf8'));
mkdirSync(out, { recursive: true });

const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'boards-')), {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
  headless: true,
  locale: 'sv-SE',
  timezoneId: 'Europe/Stockholm',
  viewport: { width: 1600, height: 1000 },
});

// Whether a frame has a number; NaN comes as null.
function hasNumber(frame) {
  const numbers = frame.data.values.filter((_, i) => frame.schema.fields[i].type === 'number');
  return numbers.some((values) => values.some((value) => value !== null));
}

const panelOf = (request) => Number(request.headers()['x-panel-id'] ?? 0);

// One answer of Grafana's server: what each query of a panel brought.
async function read(response) {
  const panel = panelOf(response.request());
  if (!response.ok()) return [{ panel, error: `HTTP ${response.status()} ${(await response.text()).slice(0, 300)}` }];
  const { results } = await response.json();
  return Object.entries(results).map(([refId, { error, frames }]) => ({
    panel, refId, error, hasNumbers: !error && frames.some(hasNumber),
    points: error ? 0 : Math.max(0, ...frames.map((frame) => frame.data.values[0]?.length ?? 0)),
  }));
}

function faultsOfAnswers(answers, dashboard, leastPoints = 0) {
  const faults = [];
  const panels = new Map(dashboard.panels.map((panel) => [panel.id, panel]));
  const withNumbers = new Set(answers.filter(({ hasNumbers }) => hasNumbers).map(({ panel }) => panel));
  for (const { panel: id, refId, error, hasNumbers, points } of answers) {
    const panel = panels.get(id);
    if (error) faults.push(`"${panel?.title ?? 'annotation'}" ${refId ?? ''}: ${error}`);
    // Annotations ask too, some of them in the name of a panel; there may be none to show.
    const target = panel?.targets?.find((query) => query.refId === refId);
    if (!target || error) continue;
    if (panel.type === 'timeseries' && points < leastPoints) faults.push(`"${panel.title}" ${refId}: ${points} points`);
    if (hasNumbers) continue;
    if (!target.expr.includes('care_unit="$care_unit"')) faults.push(`"${panel.title}" ${refId}: brings nothing: ${target.expr.slice(0, 160)}`);
    else if (!withNumbers.has(id)) faults.push(`"${panel.title}" is empty`);
  }
  for (const panel of panels.values()) {
    if (panel.targets && !answers.some((answer) => answer.panel === panel.id)) faults.push(`"${panel.title}" did not ask`);
  }
  return faults;
}

async function open({ uid, name, query, leastPoints }) {
  const page = await context.newPage();
  const { dashboard } = await (await page.request.get(`${url}/api/dashboards/uid/${uid}`)).json();
  if (!dashboard) return [`there is no board ${uid}`];
  const answers = [];
  const answered = new Set();
  const faults = [];
  page.on('response', (response) => {
    if (!response.url().includes('/api/ds/query')) return;
    answers.push(read(response));
    answered.add(panelOf(response.request()));
  });
  page.on('pageerror', (error) => faults.push(`the page threw ${error.message}`));

  // Panels ask when they come into view: the view is as tall as the board.
  const rows = Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  await page.setViewportSize({ width: 1600, height: rows * 38 + 40 });
  await page.goto(`${url}/d/${uid}?kiosk&theme=light&${query}`, { waitUntil: 'load' });
  // A busy machine is idle on the network while it draws: wait for what must come.
  const asking = dashboard.panels.filter(({ targets }) => targets).map(({ id }) => id);
  for (let i = 0; i < 120 && !asking.every((id) => answered.has(id)); i += 1) await page.waitForTimeout(500);
  await page.waitForLoadState('networkidle', { timeout: 90_000 });
  await page.waitForTimeout(2000);

  faults.push(...faultsOfAnswers((await Promise.all(answers)).flat(), dashboard, leastPoints));
  for (const said of [/No data/, /Panel plugin not found/, /Data is missing/, /An unexpected error/, /\$\{/]) {
    for (const text of await page.getByText(said).allInnerTexts()) faults.push(`says: ${text}`);
  }
  for (const badge of await page.locator('[aria-label="Panel status"], [data-testid="data-testid Panel status error"]').all()) {
    faults.push(`a panel shows an error: ${await badge.getAttribute('title')}`);
  }
  const links = await page.locator('a[href*="var-region="]').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  for (const link of links) {
    if (!/var-region=\d\d(&|$)/.test(link)) faults.push(`a link chooses no region: ${link}`);
    if (/var-care_unit=(&|$)/.test(link)) faults.push(`a link chooses no care unit: ${link}`);
  }
  await page.screenshot({ path: join(out, `${name}.png`) });
  await page.close();
  return faults;
}

let bad = false;
for (const board of plan) {
  const faults = await open(board);
  bad ||= faults.length > 0;
  console.log(`${board.name}: ${faults.length === 0 ? 'good' : `${faults.length} faults`}`);
  for (const fault of new Set(faults)) console.log(`  ${fault}`);
}
await context.close();
process.exit(bad ? 1 : 0);
