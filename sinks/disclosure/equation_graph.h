#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sjukpuls::disclosure {

// Numbers that sum to each other, as a graph: a node is an equation (a total is the sum of its
// parts), an edge is a number, which stands in the two equations at its ends. Parts and totals
// alternate so that along any ring of numbers one can be raised and the next lowered, and every
// equation still holds.
//
// Hence the rule that all of disclosure rests on: whoever knows all published numbers can work out
// a withheld one exactly if no ring of withheld numbers goes through it; such an edge is a bridge
// among the withheld ones. Numbers that are 0 are taken to be known, so they are not put in.
class EquationGraph {
 public:
  using Equation = std::uint32_t;
  using Number = std::uint32_t;

  explicit EquationGraph(std::size_t equations) : equations_(equations) {}

  // Puts in a number of this value, above 0, which stands in both equations.
  Number add(Equation a, Equation b, std::int64_t value, bool withheld);
  bool withheld(Number number) const { return edges_[number].withheld; }

  // Withholds more numbers, the least in sum, until none that is withheld can be worked out.
  //
  // One case it cannot help: a number with nothing beside it. Say a region has 3 women, withheld,
  // and no men. Were its total shown, 3 + 0 = 3 would tell the women, and there is no other number
  // to withhold. Callers see to it: a total of 3 is small itself, so they withhold it too.
  void protect();

  // Withholds what it takes for a chain of withheld numbers to lead from `a` to `b` without
  // touching `avoided`.
  void connect(Equation a, Equation b, Equation avoided);

 private:
  struct Edge {
    Equation a;
    Equation b;
    std::int64_t value;
    bool withheld;
  };
  static constexpr Number kNone = UINT32_MAX;

  void index();
  std::vector<Number> bridges() const;
  // Withholds the cheapest way from `a` to `b` that uses neither the number nor the equation.
  void close(Equation a, Equation b, Number without, Equation avoided);
  Equation other_end(Number number, Equation end) const {
    return edges_[number].a == end ? edges_[number].b : edges_[number].a;
  }

  std::size_t equations_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> first_;  // by equation, into numbers_
  std::vector<Number> numbers_;       // those of each equation
  // Memory of close(), kept from call to call.
  std::vector<std::int64_t> cost_;
  std::vector<Number> came_by_;
  std::vector<Equation> reached_;
};

}  // namespace sjukpuls::disclosure
