export class Cart {
  bill(user) {
    this.check(user);
    const total = this.lines.reduce((sum, line) => sum + line.price, 0);
    if (total > user.limit) {
      this.warn(user, total);
    }
    this.store(user, total);
    return total;
  }
}
