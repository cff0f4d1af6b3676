// Every expression of every board, read by Prometheus's own grammar.
import { parser } from '@prometheus-io/lezer-promql';
import { boards, expressions } from './boards.mjs';

function firstError(expr) {
  let at = null;
  parser.parse(expr).iterate({ enter: (node) => { if (node.type.isError) at ??= node.from; } });
  return at;
}

if (firstError('sum by (region) (up{job="x"}') === null) throw new Error('the grammar finds no fault where there is one');

let read = 0;
for (const board of boards) {
  for (const { where, expr } of expressions(board)) {
    const at = firstError(expr);
    if (at !== null) {
      console.log(`${board.name}: ${where}: not PromQL at ${at}: ${expr}`);
      process.exitCode = 1;
    }
    read += 1;
  }
}
console.log(`${read} expressions of ${boards.length} boards`);
