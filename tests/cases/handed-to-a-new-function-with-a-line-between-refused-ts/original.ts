class Ring {
  close(parts: Part[]) {
    this.begin();
    this.note(1);
    for (const part of parts) {
      part.close();
    }
    this.end();
  }
}
