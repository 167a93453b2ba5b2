#include "tree.h"

void Tree::diff(Tree *other, List &events) {
  for (auto it = nodes.begin(); it != nodes.end(); it++) {
    events.add(it->second.path);
  }

  for (auto it = other->nodes.begin(); it != other->nodes.end(); it++) {
    size_t count = nodes.count(it->first);
    if (count == 0) {
      events.remove(it->second.path);
    }
  }
}
