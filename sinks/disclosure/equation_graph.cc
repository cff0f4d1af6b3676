#include "sinks/disclosure/equation_graph.h"

#include <algorithm>
#include <limits>
#include <queue>
#include <utility>

namespace sjukpuls::disclosure {
namespace {

constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();
constexpr std::uint32_t kUnseen = UINT32_MAX;
constexpr std::uint32_t kNoEquation = UINT32_MAX;

}  // namespace

EquationGraph::Number EquationGraph::add(Equation a, Equation b, std::int64_t value,
                                         bool withheld) {
  edges_.push_back({a, b, value, withheld});
  first_.clear();  // the index is made anew when it is next needed
  return static_cast<Number>(edges_.size() - 1);
}

void EquationGraph::protect() {
  index();
  // A ring that is closed for one bridge makes no new one, so one look at them is enough.
  for (const Number bridge : bridges()) {
    close(edges_[bridge].a, edges_[bridge].b, bridge, kNoEquation);
  }
}

void EquationGraph::connect(Equation a, Equation b, Equation avoided) {
  index();
  close(a, b, kNone, avoided);
}

void EquationGraph::index() {
  if (!first_.empty()) return;
  first_.assign(equations_ + 1, 0);
  for (const Edge& edge : edges_) {
    ++first_[edge.a + 1];
    if (edge.b != edge.a) ++first_[edge.b + 1];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  numbers_.resize(first_.back());
  std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
  for (Number number = 0; number < edges_.size(); ++number) {
    const Edge& edge = edges_[number];
    numbers_[next[edge.a]++] = number;
    if (edge.b != edge.a) numbers_[next[edge.b]++] = number;
  }
  cost_.assign(equations_, kFar);
  came_by_.assign(equations_, kNone);
}

// Tarjan's: walks every tree of withheld edges depth first, on a stack of its own, and notes how
// far up each subtree reaches by another way than the edge that led into it.
std::vector<EquationGraph::Number> EquationGraph::bridges() const {
  struct Visit {
    Equation node;
    Number by;           // the edge that led here
    std::uint32_t next;  // into numbers_
  };
  std::vector<Number> found;
  std::vector<std::uint32_t> order(equations_, kUnseen);
  std::vector<std::uint32_t> reach(equations_, 0);
  std::vector<Visit> path;
  std::uint32_t clock = 0;
  for (Equation root = 0; root < equations_; ++root) {
    if (order[root] != kUnseen) continue;
    order[root] = reach[root] = clock++;
    path.push_back({root, kNone, first_[root]});
    while (!path.empty()) {
      Visit& top = path.back();
      if (top.next == first_[top.node + 1]) {
        const Visit done = top;
        path.pop_back();
        if (path.empty()) continue;
        const Equation parent = path.back().node;
        reach[parent] = std::min(reach[parent], reach[done.node]);
        if (reach[done.node] > order[parent]) found.push_back(done.by);
        continue;
      }
      const Number number = numbers_[top.next++];
      if (!edges_[number].withheld || number == top.by) continue;
      const Equation node = other_end(number, top.node);
      if (order[node] == kUnseen) {
        order[node] = reach[node] = clock++;
        path.push_back({node, number, first_[node]});
      } else {
        reach[top.node] = std::min(reach[top.node], order[node]);
      }
    }
  }
  return found;
}

// Dijkstra's: withheld numbers cost nothing, published ones their value.
void EquationGraph::close(Equation a, Equation b, Number without, Equation avoided) {
  using Reached = std::pair<std::int64_t, Equation>;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> heap;
  const auto reach = [&](Equation node, std::int64_t cost, Number by) {
    if (cost >= cost_[node]) return;
    if (cost_[node] == kFar) reached_.push_back(node);
    cost_[node] = cost;
    came_by_[node] = by;
    heap.emplace(cost, node);
  };
  reach(a, 0, kNone);
  while (!heap.empty() && heap.top().first < cost_[b]) {
    const auto [cost, node] = heap.top();
    heap.pop();
    if (cost > cost_[node]) continue;
    for (std::uint32_t i = first_[node]; i < first_[node + 1]; ++i) {
      const Number number = numbers_[i];
      const Equation next = other_end(number, node);
      if (number == without || next == avoided) continue;
      reach(next, cost + (edges_[number].withheld ? 0 : edges_[number].value), number);
    }
  }
  if (cost_[b] != kFar) {
    for (Equation node = b; node != a; node = other_end(came_by_[node], node)) {
      edges_[came_by_[node]].withheld = true;
    }
  }
  for (const Equation node : reached_) {
    cost_[node] = kFar;
    came_by_[node] = kNone;
  }
  reached_.clear();
}

}  // namespace sjukpuls::disclosure
