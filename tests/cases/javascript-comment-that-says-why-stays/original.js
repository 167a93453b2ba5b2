function cool(dir) {
  try {
    clear(dir);
  } catch (error) {
    // Harmless: the folder may be gone.
  }
}
