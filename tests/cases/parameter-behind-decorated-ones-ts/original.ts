export class Desk {
  constructor(
    @Inject(A) private a: A,
    @Inject(
      later(() => B)
    )
    private b: B
  ) {
    this.open();
  }
}
