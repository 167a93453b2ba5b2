class Board {
  #mark(card) {
    if (this.live) {
      schedule(() => this.store(card));
    }
  }
}

function shuffle(cards) {
  return cards;
}
