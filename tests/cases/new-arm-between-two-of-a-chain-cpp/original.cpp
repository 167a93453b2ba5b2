void Set(Map const &map) {
  for (auto const &pair : map) {
    if (pair.name == "left") {
      m_left = Length(pair.value);
    } else if (pair.name == "units") {
      m_units = Units(pair.value);
    } else if (pair.name == "move") {
      m_move = Move(pair.value);

      if (pair.value.IsNull()) {
        m_move = Move();
      }
    }
  }

  Save();
}
