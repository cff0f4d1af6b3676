#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "processor/engine/row.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/exact.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::disclosure {

// A row with those of its cells that may be published at all.
struct SelectedRow {
  PublishedRow row;
  std::vector<bool> small;  // by cell: from 1 to below min_count, or as telling
};

// Chooses by period, count and group what may be published at all, before any number is looked at,
// and finds the small ones among it. Pure.
class Selection {
 public:
  // Borrows catalogue and options.
  Selection(const indicators::Catalogue& catalogue, const PublicationOptions& options,
            base::CivilDay as_of);

  // In the order of section 9, without rows of which nothing is chosen.
  std::vector<SelectedRow> select(std::span<const ExactRow> rows) const;

 private:
  using Ids = std::set<std::string, std::less<>>;

  SelectedRow select(const ExactRow& exact) const;
  bool takes(const ExactRow& row, const indicators::CountInfo& count,
             indicators::Group group) const;
  bool is_small(const indicators::CountInfo& count, const engine::Cell& cell,
                std::span<const engine::Cell> row) const;
  bool is_small(std::int64_t n) const { return n > 0 && n < options_.min_count; }
  // The number of another count in the cell's place.
  std::int64_t number_of(indicators::Count count, const engine::Cell& cell,
                         std::span<const engine::Cell> row) const;

  const indicators::Catalogue& catalogue_;
  const PublicationOptions& options_;
  Ids periods_;
  Ids breakdowns_;
  Ids unit_periods_;
};

}  // namespace sjukpuls::disclosure
