#pragma once

namespace tide {

struct Level {
  double metres;
};

using Low = Level;

}  // namespace tide

namespace moon {

struct Phase {
  int day;
};

}  // namespace moon
