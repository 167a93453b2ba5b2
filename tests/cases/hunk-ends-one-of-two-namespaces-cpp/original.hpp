#pragma once

namespace tide {

struct Level {
  double metres;
};

}

namespace moon {

struct Phase {
  int day;
};

}
